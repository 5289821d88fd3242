"""What chosen records come to: each says its amount in its box; of whole lists and currencies one asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trato.kernel.money import Money
from trato.records import access, rows
from trato.workspace.pages.totals import added_up

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trato.records.rows import Row
    from trato.workspace.cells import Cells
    from trato.workspace.pages.bulk_page import Chosen


def amount_of(row: Row, name: str) -> str:
    """What one record adds, such as "136000.00 EUR"; empty for nothing, or what its reader may not see."""
    value = row.get(name) if name else None
    return f"{value.as_text()} {value.currency}" if isinstance(value, Money) else ""


def chosen_sum(cells: Cells, chosen: Chosen, number: int) -> dict[str, str]:
    """How many, the sum in short, and how it came about where there are several currencies."""
    total = chosen.record_type.main_total
    known = total in access.readable_fields(cells.actor, chosen.record_type)
    sums = added_up(cells, _amounts(cells, chosen, total) if known else ())
    return {
        "count": cells.formats.number(number),
        "sum": sums.about or sums.text,
        "hint": f"{sums.text} {sums.note}" if sums.note else "",
    }


def _amounts(cells: Cells, chosen: Chosen, total: str) -> Iterable[Any]:
    """The amounts of those; none of a list that is too long to add up."""
    key = chosen.record_type.key
    if chosen.is_all:
        return rows.summary(cells.actor, key, total=total, filter=chosen.filter).totals or ()
    found = rows.read(cells.actor, key, columns=(total,), ids=chosen.ids, sort="id", limit=len(chosen.ids))
    return (row[total] for row in found.rows)

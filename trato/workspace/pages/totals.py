"""The foot of a list: how many rows, and what they come to."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.records import access, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trato.records.fields.base import Field
    from trato.records.filters import Node
    from trato.records.record_type import RecordType
    from trato.workspace.cells import Cells

#: Counted no further than this; said no further than `rows.CAP`.
MOST_SUMMED = 20_000
MOST_SAID = 1000


def totals(
    cells: Cells, record_type: RecordType, fields: Sequence[Field], node: Node, found: rows.Page
) -> dict[str, Any]:
    """The count and the sum of the first column of money. Rows that are all here are added up as they are."""
    summed = next((field for field in fields if field.component == "money"), None)
    if found.next is None:
        count = rows.Count(len(found.rows))
        money = [row[summed.name] for row in found.rows] if summed else []
    else:
        count = rows.count(cells.actor, record_type.key, filter=node, cap=MOST_SUMMED)
        money = [] if summed is None or count.capped else _sums(cells, record_type, summed, node)
    said = min(count.number, MOST_SAID)
    text = cells.formats.count(said, capped=count.capped or count.number > said)
    foot: dict[str, Any] = {"count": text, "noun": str(record_type.label_plural), "cells": {}}
    if count.number == 1:
        foot["noun"] = str(record_type.label)
    written = sum_text(cells, money)
    if summed is not None and written:
        foot["cells"][summed.name] = {"label": _("Sum"), "text": written}
    return foot


def is_summed(one: Field) -> bool:
    """Whether the column has a foot: facts of linked records would be counted once for each row."""
    return one.numeric and "." not in one.name


def sum_text(cells: Cells, money: Iterable[Any]) -> str:
    """Amounts added up, one figure a currency."""
    sums: dict[str, int] = defaultdict(int)
    for one in money:
        if one is not None:
            sums[one.currency] += one.minor
    return " + ".join(cells.formats.money(minor, currency) for currency, minor in sorted(sums.items()))


def _sums(cells: Cells, record_type: RecordType, summed: Field, node: Node) -> list[Any]:
    known = access.readable_fields(cells.actor, record_type)
    by = next((field.name for field in known.values() if field.groupable and not field.is_many), "")
    if not by:
        return []
    found = rows.group(cells.actor, record_type.key, by=by, total=summed.name, filter=node)
    return [row.total for row in found]

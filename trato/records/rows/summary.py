"""How many rows and what they sum to: from counters where these are right, else counted live and capped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trato.kernel.money import Money
from trato.records.registry import registry
from trato.records.rows import counters
from trato.records.rows.counts import CAP, Count, count
from trato.records.rows.narrowing import narrowed
from trato.records.rows.plan import Selection, compiled, select
from trato.records.rows.read import columns_of
from trato.records.rows.sums import Sum, added

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db import models

    from trato.accounts.actor import Actor
    from trato.records.expressions import Slots
    from trato.records.fields.base import Field
    from trato.records.filters import Node

#: So many rows are summed live; beyond it a sum would keep the page waiting.
MOST_SUMMED = 5000


@dataclass(frozen=True)
class Summary:
    """A list's last line. `totals` has one amount a currency; None where there were too many rows to sum."""

    count: Count
    totals: tuple[Money, ...] | None


def summary(
    actor: Actor,
    type_key: str,
    *,
    total: str = "",
    filter: str | dict[str, Any] | Node | None = None,  # the word of the language
    archived: bool | None = False,
) -> Summary:
    """The count of a list and the sum of one of its amounts. Raises FilterError, Denied."""
    record_type = registry.get(type_key)
    selection = select(actor, record_type, filter, archived=archived)
    summed = columns_of(actor, record_type, [total])[0] if total else None
    if total in {"", record_type.counted_total} and (found := counters.read(actor, selection)) is not None:
        number, sums = _added(found)
        return Summary(number, tuple(one.total for one in sums) if total else ())
    if summed is None:
        return Summary(count(actor, type_key, filter=filter, archived=archived), ())
    return _live(narrowed(selection), summed)


def counted(
    actor: Actor,
    type_key: str,
    *,
    filter: str | dict[str, Any] | Node | None = None,  # the word of the language
    by: str = "",
) -> tuple[Count, tuple[Sum, ...]] | None:
    """How many rows, and what the counted amount comes to, exact; None where counters are not right.

    By a counted link the sums come with their parts, as far as counters know these.
    """
    record_type = registry.get(type_key)
    selection = select(actor, record_type, filter)
    if by in record_type.counted_by and (told := counters.read(actor, selection, by)) is not None:
        return _added(told, in_parts=True)
    found = counters.read(actor, selection)
    return None if found is None else _added(found)


def _added(found: Iterable[tuple[Any, ...]], *, in_parts: bool = False) -> tuple[Count, tuple[Sum, ...]]:
    """The rows of some counters, and their amounts, one a currency."""
    told = [(value, code, int(rows), int(amount)) for value, code, rows, amount in found]
    amounts = [
        (code, amount, rows, *((value,) if in_parts else ()))
        for value, code, rows, amount in told
        if code and rows
    ]
    return Count(sum(rows for _value, _code, rows, _amount in told)), added(amounts)


def by_value(
    actor: Actor,
    type_key: str,
    field: str,
    *,
    total: str = "",
    filter: str | dict[str, Any] | Node | None = None,  # the word of the language
) -> dict[str, Summary] | None:
    """The same for each value of a counted field, by the counter's text; None where these are not right."""
    record_type = registry.get(type_key)
    if field not in record_type.counted_by:
        return None
    columns_of(actor, record_type, [field, total] if total else [field])
    found = counters.read(actor, select(actor, record_type, filter), field)
    if found is None or total not in {"", record_type.counted_total}:
        return None
    counts: dict[str, int] = {}
    totals: dict[str, list[Money]] = {}
    for value, currency, number, amount in found:
        counts[value] = counts.get(value, 0) + int(number)
        if currency and total:
            totals.setdefault(value, []).append(Money(int(amount), currency))
    return {value: Summary(Count(number), tuple(totals.get(value, ()))) for value, number in counts.items()}


def _live(selection: Selection, summed: Field) -> Summary:
    """One pass over at most so many rows gives the count and the sums."""

    def query(slots: Slots) -> models.QuerySet[Any]:
        rows = selection.rows(slots).order_by()
        amount, currency = summed.seated(slots).expressions("")
        rows = rows.annotate(xamount=amount, xcurrency=currency)
        listed: models.QuerySet[Any] = rows.values_list("xcurrency", "xamount")
        return listed[: MOST_SUMMED + 1]

    wrap = "SELECT found.xcurrency, COUNT(*), SUM(found.xamount) FROM (%s) AS found GROUP BY found.xcurrency"
    found = compiled(("live", selection.shape, summed.form), query, wrap).run(
        selection.params + summed.params
    )
    number = sum(rows for _currency, rows, _amount in found)
    shown = Count(CAP, capped=True) if number > CAP else Count(number)
    if number > MOST_SUMMED:
        return Summary(shown, None)
    return Summary(shown, tuple(Money(int(sums), code) for code, _rows, sums in found if code))

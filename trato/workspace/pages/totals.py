"""The foot of a list: how many rows, and what its columns of numbers come to."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.kernel.money import Money, digits
from trato.records import rows
from trato.records.rows import Sum

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trato.records.fields.base import Field
    from trato.records.filters import Node
    from trato.records.record_type import RecordType
    from trato.workspace.cells import Cells

#: Counted no further than this; said no further than `rows.CAP`.
MOST_SUMMED = 20_000
MOST_SAID = 1000
#: An average amount from here on is told without cents.
LARGE = 1000


def totals(
    cells: Cells, record_type: RecordType, fields: Sequence[Field], node: Node, found: rows.Page
) -> dict[str, Any]:
    """The count, and each numeric column's sum and average; rows at hand are added up as they are."""
    summed = [one for one in fields if is_summed(one)]
    sums: dict[str, tuple[Sum, ...]] = {}
    if found.next is None:
        count = rows.Count(len(found.rows))
        sums = {one.name: _added(row[one.name] for row in found.rows) for one in summed}
    else:
        count = rows.count(cells.actor, record_type.key, filter=node, cap=MOST_SUMMED)
        if summed and not count.capped:
            sums = rows.sums(cells.actor, record_type.key, of=[one.name for one in summed], filter=node)
    said = min(count.number, MOST_SAID)
    text = cells.formats.count(said, capped=count.capped or count.number > said)
    noun = record_type.label if count.number == 1 else record_type.label_plural
    foot: dict[str, Any] = {"count": text, "noun": str(noun), "cells": {}}
    for name, parts in sums.items():
        if parts:
            foot["cells"][name] = _cell(cells, parts)
    return foot


def is_summed(one: Field) -> bool:
    """Whether the column has a foot: facts of linked records would be counted once for each row."""
    return one.numeric and "." not in one.name


def sum_text(cells: Cells, money: Iterable[Any]) -> str:
    """Amounts added up, one figure a currency."""
    return _written(cells, [one.total for one in _added(money)])


def _added(values: Iterable[Any]) -> tuple[Sum, ...]:
    """The sums of values that are at hand, one a currency."""
    totals: dict[str, list[Any]] = defaultdict(lambda: [0, 0])
    for value in values:
        if value is not None:
            currency, amount = (value.currency, value.minor) if isinstance(value, Money) else ("", value)
            totals[currency][0] += amount
            totals[currency][1] += 1
    return tuple(
        Sum(Money(total, currency) if currency else total, number)
        for currency, (total, number) in sorted(totals.items())
    )


def _cell(cells: Cells, parts: Sequence[Sum]) -> dict[str, Any]:
    average = _written(cells, [_average(one) for one in parts])
    return {
        "label": _("Sum"),
        "text": _written(cells, [one.total for one in parts]),
        "average_label": _("Average"),
        "average": average if any(one.number > 1 for one in parts) else "",
    }


def _average(one: Sum) -> Any:
    """The mean; the cents of a large amount say nothing."""
    if not isinstance(one.total, Money):
        return (Decimal(one.total) / one.number).quantize(Decimal("0.1"))
    unit = 10 ** digits(one.total.currency)
    minor = one.total.minor / one.number
    return Money(
        round(minor / unit) * unit if abs(minor) >= LARGE * unit else round(minor), one.total.currency
    )


def _written(cells: Cells, totals: Iterable[Any]) -> str:
    """One figure a currency."""
    formats = cells.formats
    return " + ".join(
        formats.money(one.minor, one.currency)
        if isinstance(one, Money)
        else formats.number(one)
        if isinstance(one, int)
        else formats.decimal(one)
        for one in totals
    )

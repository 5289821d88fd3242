"""The foot of a list: how many rows, and what its columns of numbers come to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from trato.kernel.money import Money, digits
from trato.kernel.saying import in_a_row
from trato.records import rates, rows
from trato.records.contexts import context_for
from trato.records.rows import Sum
from trato.records.rows.sums import added

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.filters import Node
    from trato.records.record_type import RecordType
    from trato.workspace.cells import Cells
    from trato.workspace.pages.weights import Weights

#: A list is counted no further than this.
MOST_COUNTED = 1000
#: So many rows are added up while the page waits; of more, counters alone tell a sum.
MOST_SUMMED = 5000
#: An average amount from here on is told without cents.
LARGE = 1000


@dataclass(frozen=True)
class Foot:
    """What a list comes to: how many rows, and the sums of its columns of numbers by their names."""

    count: rows.Count
    sums: dict[str, tuple[Sum, ...]]


def foot_of(
    actor: Actor,
    record_type: RecordType,
    fields: Sequence[Field],
    node: Node,
    found: rows.Page,
    weights: Weights,
) -> Foot:
    """Count it and add it up; rows at hand are added up as they are."""
    summed = [] if record_type.is_setting else [one.name for one in fields if is_summed(one)]
    if found.next is not None:
        return _beyond(actor, record_type, summed, node, weights)
    sums = {
        name: _added(
            (row[name] for row in found.rows),
            (weights.place(row) for row in found.rows) if name == weights.total else None,
        )
        for name in summed
    }
    return Foot(rows.Count(len(found.rows)), sums)


def totals(
    cells: Cells, record_type: RecordType, fields: Sequence[Field], foot: Foot, weights: Weights
) -> dict[str, Any]:
    """The count, and each numeric column's sum and average, as they are written."""
    count = foot.count
    text = cells.formats.count(count.number, capped=count.capped)
    noun = record_type.label if count.number == 1 else record_type.label_plural
    # What stands behind a number: Chinese counts with a word between the two.
    counted = pgettext("behind a number", "%(type)s") % {"type": noun}
    written: dict[str, Any] = {"count": text, "noun": counted, "cells": {}}
    for one in fields:
        if foot.sums.get(one.name):
            written["cells"][one.name] = _cell(cells, foot.sums[one.name], one)
    if weights.total in written["cells"]:
        written["cells"][weights.total]["weighted"] = weights.told(foot.sums[weights.total])
    return written


def _beyond(
    actor: Actor, record_type: RecordType, summed: Sequence[str], node: Node, weights: Weights
) -> Foot:
    """Of more rows than a page has: from counters where these know, else counted as far as is quick."""
    known = rows.counted(actor, record_type.key, filter=node, by=weights.name)
    sums: dict[str, tuple[Sum, ...]] = {}
    if known is not None:
        count = known[0]
        if record_type.counted_total in summed:
            sums[record_type.counted_total] = known[1]
    else:
        count = rows.count(actor, record_type.key, filter=node, cap=MOST_SUMMED if summed else MOST_COUNTED)
    rest = [name for name in summed if name not in sums]
    if rest and not count.capped and count.number <= MOST_SUMMED:
        sums |= rows.sums(actor, record_type.key, of=rest, filter=node, by=weights.name)
    return Foot(count, {name: sums[name] for name in summed if name in sums})


def is_summed(one: Field) -> bool:
    """Whether the column has a foot: facts of linked records would be counted once for each row."""
    return one.numeric and one.adds_up and "." not in one.name


@dataclass(frozen=True)
class Sums:
    """Amounts added up, one figure a currency; of several, `note` is what they come to in the workspace's.

    `about` is that amount alone, empty where a rate is missing.
    """

    text: str
    note: str = ""
    about: str = ""


def added_up(cells: Cells, money: Iterable[Any]) -> Sums:
    """The sum of amounts in any currencies, with one query if there are several."""
    sums: dict[str, int] = defaultdict(int)
    for one in money:
        if one is not None:
            sums[one.currency] += one.minor
    own = [Money(minor, currency) for currency, minor in sorted(sums.items())]
    text = " + ".join(cells.formats.money(one.minor, one.currency) for one in own)
    return Sums(text, *_together(cells, own)) if len(own) > 1 else Sums(text)


def sum_text(cells: Cells, values: Iterable[Any]) -> str:
    """Amounts or numbers added up, one figure a currency."""
    return _written(cells, [one.total for one in _added(values)])


def _together(cells: Cells, own: list[Money]) -> tuple[str, str]:
    """What several currencies come to, with the day of the rates, and alone; else which rate is missing."""
    currencies = [one.currency for one in own]
    known = rates.table(currencies, context_for(cells.actor).today)
    missing = known.missing(currencies)
    if missing:
        return _("No exchange rate for %(currencies)s") % {"currencies": in_a_row(missing)}, ""
    whole = 10 ** digits(known.base)
    minor = round(Fraction(sum(known.convert(one).minor for one in own), whole)) * whole
    first, last = known.days(currencies) or (None, None)
    values = {"total": cells.formats.money(minor, known.base, cents=False), "day": cells.formats.day(last)}
    about = f"≈ {values['total']}"
    if first == last:
        return _("≈ %(total)s at rates of %(day)s") % values, about
    values["first"] = cells.formats.day(first)
    return _("≈ %(total)s at rates of %(first)s to %(day)s") % values, about


def _added(values: Iterable[Any], places: Iterable[str] | None = None) -> tuple[Sum, ...]:
    """The sums of values that are at hand, one a currency; with where each stands, in parts."""
    money: list[tuple[Any, ...]] = []
    total, number = 0, 0
    lines = ((one,) for one in values) if places is None else zip(values, places, strict=True)
    for value, *place in lines:
        if isinstance(value, Money):
            money.append((value.currency, value.minor, 1, *place))
        elif value is not None:
            total, number = total + value, number + 1
    return (*([Sum(total, number)] if number else []), *added(money))


def _cell(cells: Cells, parts: Sequence[Sum], field: Field) -> dict[str, Any]:
    average = _written(cells, [_average(one) for one in parts], field)
    money = [one.total for one in parts if isinstance(one.total, Money)]
    return {
        "label": _("Sum"),
        "text": _written(cells, [one.total for one in parts], field),
        "average_label": _("Average"),
        "average": average if any(one.number > 1 for one in parts) else "",
        "note": _together(cells, money)[0] if len(money) > 1 else "",
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


def _written(cells: Cells, totals: Iterable[Any], field: Field | None = None) -> str:
    """One figure a currency; with its field, in that one's unit."""
    formats = cells.formats
    if field is not None and field.unit:
        return " + ".join(str(cells.number(field, one)) for one in totals)
    return " + ".join(
        formats.money(one.minor, one.currency)
        if isinstance(one, Money)
        else formats.number(one)
        if isinstance(one, int)
        else formats.decimal(one)
        for one in totals
    )

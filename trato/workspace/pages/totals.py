"""The foot of a list: how many rows, and what they come to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.kernel.money import Money, digits
from trato.records import access, rates, rows
from trato.records.contexts import context_for

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
    written = added_up(cells, money)
    if summed is not None and written.text:
        foot["cells"][summed.name] = {"label": _("Sum"), "text": written.text, "note": written.note}
    return foot


@dataclass(frozen=True)
class Sums:
    """Amounts added up, one figure a currency; of several, `note` is what they come to in the workspace's."""

    text: str
    note: str = ""


def added_up(cells: Cells, money: Iterable[Any]) -> Sums:
    """The sum of amounts in any currencies, with one query if there are several."""
    sums: dict[str, int] = defaultdict(int)
    for one in money:
        if one is not None:
            sums[one.currency] += one.minor
    own = [Money(minor, currency) for currency, minor in sorted(sums.items())]
    text = " + ".join(cells.formats.money(one.minor, one.currency) for one in own)
    return Sums(text, _together(cells, own) if len(own) > 1 else "")


def _together(cells: Cells, own: list[Money]) -> str:
    """What several currencies come to, with the day of the rates; without a rate, which one is missing."""
    currencies = [one.currency for one in own]
    known = rates.table(currencies, context_for(cells.actor).today)
    missing = known.missing(currencies)
    if missing:
        return _("No exchange rate for %(currencies)s") % {"currencies": ", ".join(missing)}
    whole = 10 ** digits(known.base)
    minor = round(Fraction(sum(known.convert(one).minor for one in own), whole)) * whole
    first, last = known.days(currencies) or (None, None)
    values = {"total": cells.formats.money(minor, known.base, cents=False), "day": cells.formats.day(last)}
    if first == last:
        return _("≈ %(total)s at rates of %(day)s") % values
    return _("≈ %(total)s at rates of %(first)s to %(day)s") % {**values, "first": cells.formats.day(first)}


def _sums(cells: Cells, record_type: RecordType, summed: Field, node: Node) -> list[Any]:
    known = access.readable_fields(cells.actor, record_type)
    by = next((field.name for field in known.values() if field.groupable and not field.is_many), "")
    if not by:
        return []
    found = rows.group(cells.actor, record_type.key, by=by, total=summed.name, filter=node)
    return [row.total for row in found]

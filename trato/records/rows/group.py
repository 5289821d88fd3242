"""Rows counted and summed by one field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Sum
from django.utils.translation import gettext as _

from trato.kernel.money import Money
from trato.records.errors import Invalid
from trato.records.fields.first import FirstField
from trato.records.fields.link import LinkField
from trato.records.registry import registry
from trato.records.rows import counters
from trato.records.rows.many import titles
from trato.records.rows.months import Months
from trato.records.rows.plan import compiled, select
from trato.records.rows.read import columns_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db import models

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.filters import Node
    from trato.records.rows.plan import Selection


@dataclass(frozen=True)
class GroupRow:
    """One group: its value, how many rows, and their sum (money in one currency, or a number)."""

    value: Any
    count: int
    total: Any = None


def group(
    actor: Actor,
    type_key: str,
    *,
    by: str,
    total: str = "",
    filter: str | dict[str, Any] | Node | None = None,  # the word of the language
    by_month: bool = False,
) -> list[GroupRow]:
    """The groups of a field's values, in the values' order; one row a currency. Raises Invalid.

    With `by_month` days and moments are grouped by the month they are in where the actor is; the value is
    its first day.
    """
    record_type = registry.get(type_key)
    selection = select(actor, record_type, filter)
    field = columns_of(actor, record_type, [by])[0]
    months = Months.of(actor, field) if by_month else None
    if field.is_many or not (months or field.groupable or field.kind in {"text", "integer", "date"}):
        raise Invalid(_("Rows cannot be grouped by %(field)s.") % {"field": field.label}, field=by)
    summed = columns_of(actor, record_type, [total])[0] if total else None
    if summed is not None and not summed.numeric:
        raise Invalid(_("%(field)s cannot be summed.") % {"field": summed.label}, field=total)
    kept = None if months else _kept(actor, selection, field, summed)
    raws = _asked(selection, field, summed, months) if kept is None else kept
    read = months.read if months else _reader(field, raws)
    return _joined([_row(raw, read, summed) for raw in raws])


def _kept(
    actor: Actor, selection: Selection, field: Field, summed: Field | None
) -> list[tuple[Any, ...]] | None:
    """What counters tell of each owner, or of each value of a counted field; None where these do not know."""
    record_type = selection.record_type
    if summed is not None and summed.name != record_type.counted_total:
        return None
    if field.name == "owner" and record_type.is_owned:
        found = counters.read(actor, selection, of="owner_id")
    elif field.name in record_type.counted_by:
        found = counters.read(actor, selection, field.name)
    else:
        return None
    if found is None:
        return None
    read = int if isinstance(field, LinkField) else str
    rows = [
        (read(value) if value else None, currency or None, int(number), amount if currency else None)
        for value, currency, number, amount in found
        if number
    ]
    rows.sort(key=lambda row: (row[0] is None, row[0] or read(0), row[1] is None, row[1] or ""))
    return rows if summed is not None else [(value, number) for value, _code, number, _amount in rows]


def _asked(
    selection: Selection, field: Field, summed: Field | None, months: Months | None
) -> list[tuple[Any, ...]]:
    """The same from the rows themselves."""
    statement = compiled(
        ("group", selection.shape, field.form, summed and summed.form, months and months.zone),
        lambda slots: _query(
            selection.rows(slots), field.seated(slots), summed.seated(slots) if summed else None, months
        ),
    )
    return statement.run(selection.params + field.params + (summed.params if summed else ()))


def _by(field: Field, months: Months | None) -> tuple[Any, ...]:
    """What rows are grouped by: records by their number alone, so that no index has to know their names."""
    if months:
        return months.parts(field)
    return field.expressions("")[:1] if _is_named_later(field) else field.expressions("")


def _is_named_later(field: Field) -> bool:
    return isinstance(field, LinkField) and not isinstance(field, FirstField)


def _reader(field: Field, raws: list[tuple[Any, ...]]) -> Callable[[Any], Any]:
    """Reads a group's value; the records among them are named by one query."""
    if not isinstance(field, LinkField) or not _is_named_later(field):
        return field.raw
    names = titles(field.target, {raw[0] for raw in raws if raw[0] is not None})
    return lambda parts: field.raw((parts[0], names.get(parts[0], "")))


def _query(
    rows: models.QuerySet[Any], field: Field, summed: Field | None, months: Months | None
) -> models.QuerySet[Any]:
    by = _by(field, months)
    parts = {f"x{position}": part for position, part in enumerate(by)}
    measures: dict[str, Any] = {}
    if summed is not None:
        amount, *currency = summed.expressions("")
        parts |= {"xcurrency": currency[0]} if currency else {}
        measures["xtotal"] = Sum(amount)
    grouped = rows.annotate(**parts).order_by().values(*parts).annotate(xcount=Count("pk"), **measures)
    order = [F(name).asc(nulls_last=True) for name in parts]
    listed: models.QuerySet[Any] = grouped.order_by(*order).values_list(*parts, "xcount", *measures)
    return listed


def _row(raw: tuple[Any, ...], read: Callable[[Any], Any], summed: Field | None) -> GroupRow:
    if summed is None:
        return GroupRow(read(raw[:-1]), raw[-1])
    if summed.kind == "money":
        *parts, currency, number, amount = raw
        return GroupRow(read(tuple(parts)), number, None if amount is None else Money(int(amount), currency))
    return GroupRow(read(raw[:-2]), raw[-2], None if raw[-1] is None else summed.raw((raw[-1],)))


def _joined(rows: list[GroupRow]) -> list[GroupRow]:
    """One row a value and currency, in the order of the values. What is told in several parts is added up;
    rows without an amount have no currency, and count with their value's first one.
    """
    order: dict[Any, int] = {}
    for row in rows:
        order.setdefault(row.value, len(order))
    found: dict[tuple[Any, str], GroupRow] = {}
    first: dict[Any, tuple[Any, str]] = {}
    for row in sorted(rows, key=lambda one: one.total is None):
        key = (row.value, getattr(row.total, "currency", ""))
        if row.total is None:
            key = first.get(row.value, key)
        first.setdefault(row.value, key)
        last = found.get(key)
        totals = [one.total for one in (last, row) if one is not None and one.total is not None]
        found[key] = GroupRow(
            row.value, row.count + (last.count if last else 0), sum(totals[1:], totals[0]) if totals else None
        )
    return sorted(found.values(), key=lambda row: order[row.value])

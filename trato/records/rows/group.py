"""Rows counted and summed by one field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Count, F, Sum
from django.db.models.functions import Substr, TruncMonth
from django.utils.translation import gettext as _

from trato.kernel.money import Money
from trato.records.contexts import context_for
from trato.records.errors import Invalid
from trato.records.registry import registry
from trato.records.rows.plan import compiled, select
from trato.records.rows.read import columns_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.filters import Node


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
    month = _month_of(actor, field) if by_month else None
    if field.is_many or not (month or field.groupable or field.kind in {"text", "integer", "date"}):
        raise Invalid(_("Rows cannot be grouped by %(field)s.") % {"field": field.label}, field=by)
    summed = columns_of(actor, record_type, [total])[0] if total else None
    if summed is not None and not summed.numeric:
        raise Invalid(_("%(field)s cannot be summed.") % {"field": summed.label}, field=total)
    statement = compiled(
        ("group", selection.shape, field.form, summed and summed.form, month and month.zone),
        lambda slots: _query(
            selection.rows(slots), field.seated(slots), summed.seated(slots) if summed else None, month
        ),
    )
    width = 1 if month else len(field.expressions(""))
    raws = statement.run(selection.params + field.params + (summed.params if summed else ()))
    read = month.read if month else field.raw
    found = [_row(raw, width, read, summed) for raw in raws]
    return _joined(found) if summed is not None and summed.kind == "money" else found


@dataclass(frozen=True)
class _Month:
    """How a field's months are told: moments by the clock of a time zone, days as they stand."""

    zone: str

    def parts(self, field: Field) -> tuple[Any, ...]:
        moment = field.expressions("")[0]
        if isinstance(getattr(moment, "output_field", None), models.TextField):  # custom fields keep ISO text
            return (Substr(moment, 1, 7),)
        return (TruncMonth(moment, tzinfo=ZoneInfo(self.zone) if self.zone else None),)

    @staticmethod
    def read(parts: tuple[Any, ...]) -> date | None:
        return None if parts[0] is None else date.fromisoformat(f"{str(parts[0])[:7]}-01")


def _month_of(actor: Actor, field: Field) -> _Month | None:
    if field.component not in {"date", "datetime"}:
        return None
    return _Month(context_for(actor).time_zone if field.component == "datetime" else "")


def _query(
    rows: models.QuerySet[Any], field: Field, summed: Field | None, month: _Month | None
) -> models.QuerySet[Any]:
    by = month.parts(field) if month else field.expressions("")
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


def _row(raw: tuple[Any, ...], width: int, read: Callable[[Any], Any], summed: Field | None) -> GroupRow:
    value = read(raw[:width])
    if summed is None:
        return GroupRow(value, raw[-1])
    if summed.kind == "money":
        currency, number, amount = raw[width:]
        return GroupRow(value, number, None if amount is None else Money(int(amount), currency))
    return GroupRow(value, raw[-2], None if raw[-1] is None else summed.raw((raw[-1],)))


def _joined(rows: list[GroupRow]) -> list[GroupRow]:
    """Rows without an amount have no currency: count them with their group's first one."""
    found: list[GroupRow] = []
    for row in rows:
        last = found[-1] if found else None
        if last is not None and last.value == row.value and last.total is None:
            found[-1] = GroupRow(row.value, last.count + row.count, row.total)
        else:
            found.append(row)
    return found

"""What a list's columns of numbers come to: one pass over the rows for all plain numbers, one an amount."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.kernel.money import Money
from trato.records.errors import Invalid
from trato.records.registry import registry
from trato.records.rows.narrowing import narrowed
from trato.records.rows.plan import compiled, select
from trato.records.rows.read import columns_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db import models

    from trato.accounts.actor import Actor
    from trato.records.expressions import Slots
    from trato.records.fields.base import Field
    from trato.records.filters import Node
    from trato.records.rows.plan import Selection


@dataclass(frozen=True)
class Sum:
    """A column's total, money in one currency or a number, and how many rows have a value."""

    total: Any
    number: int
    #: What its rows come to in smallest units by the record that they link to, where that was asked for; its
    #: number as text, empty for those without one.
    parts: Mapping[str, int] = field(default_factory=dict)


def sums(
    actor: Actor,
    type_key: str,
    *,
    of: Iterable[str],
    filter: str | dict[str, Any] | Node | None = None,  # the word of the language
    by: str = "",
) -> dict[str, tuple[Sum, ...]]:
    """The sums of these fields, one a currency; none where no row has a value. Raises Invalid.

    Of a link `by`, amounts of money come with their parts.
    """
    record_type = registry.get(type_key)
    fields = columns_of(actor, record_type, of)
    for one in fields:
        if not one.numeric:
            raise Invalid(_("%(field)s cannot be summed.") % {"field": one.label}, field=one.name)
    selection = narrowed(select(actor, record_type, filter))
    link = columns_of(actor, record_type, [by])[0] if by else None
    found = {one.name: _amounts(selection, one, link) for one in fields if one.kind == "money"}
    return found | _numbers(selection, [one for one in fields if one.kind != "money"])


def _amounts(selection: Selection, field: Field, link: Field | None) -> tuple[Sum, ...]:
    by = "found.x1, found.x2" if link else "found.x1"
    wrap = (
        f"SELECT SUM(found.x0), COUNT(found.x0), {by}"  # noqa: S608  # numbered names of our own
        f" FROM (%s) AS found GROUP BY {by}"
    )
    shape = ("sums", selection.shape, field.form, link and link.form)
    raws = compiled(shape, _reading(selection, [field], link), wrap).run(
        selection.params + field.params + (link.params if link else ())
    )
    return added(
        (code, int(total), number, *(str(place or "") for place in places))
        for total, number, code, *places in raws
        if code and number
    )


def added(found: Iterable[tuple[Any, ...]]) -> tuple[Sum, ...]:
    """Amounts told in several lines, one sum a currency.

    A line: the currency, what it comes to, how many rows have a value; where these stand, if that is asked.
    """
    sums: dict[str, Sum] = {}
    for code, minor, number, *places in found:
        last = sums.get(code, Sum(Money(0, code), 0))
        parts = {**last.parts, **{place: last.parts.get(place, 0) + minor for place in places}}
        sums[code] = Sum(Money(last.total.minor + minor, code), last.number + number, parts)
    return tuple(sums[code] for code in sorted(sums))


def _numbers(selection: Selection, fields: Sequence[Field]) -> dict[str, tuple[Sum, ...]]:
    if not fields:
        return {}
    columns = ", ".join(f"SUM(found.x{at}), COUNT(found.x{at})" for at in range(len(fields)))
    shape = ("sums", selection.shape, tuple(field.form for field in fields))
    params = tuple(param for field in fields for param in field.params)
    wrap = f"SELECT {columns} FROM (%s) AS found"  # noqa: S608  # numbered names of our own
    raw = compiled(shape, _reading(selection, fields), wrap).run(selection.params + params)[0]
    pairs = zip(raw[::2], raw[1::2], strict=True)
    return {
        field.name: (Sum(field.raw((total,)), number),) if number else ()
        for field, (total, number) in zip(fields, pairs, strict=True)
    }


def _reading(selection: Selection, fields: Sequence[Field], link: Field | None = None) -> Any:
    def query(slots: Slots) -> models.QuerySet[Any]:
        rows = selection.rows(slots).order_by()
        parts = [part for field in fields for part in field.seated(slots).expressions("")]
        parts += link.seated(slots).expressions("")[:1] if link else ()
        names = {f"x{at}": part for at, part in enumerate(parts)}
        listed: models.QuerySet[Any] = rows.annotate(**names).values_list(*names)
        return listed

    return query

"""Fields of linked records by their path, such as `company.industry`, with the rights of who asks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.kernel.nearest import did_you_mean
from trato.records import access
from trato.records.errors import Invalid
from trato.records.fields.first import FirstField
from trato.records.fields.link import LinkField
from trato.records.fields.next_step import NextStepField
from trato.records.fields.path import PathField
from trato.records.registry import registry
from trato.records.upcoming import is_planned
from trato.records.values import NEXT_STEP

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType

#: So many links one after the other; each is a join.
MOST_LINKS = 3


def field_at(actor: Actor, record_type: RecordType, name: str) -> Field:
    """The field of that name or path, of those the actor may know. Raises Invalid."""
    known = access.readable_fields(actor, record_type)
    if name in known:
        return known[name]
    if name == NEXT_STEP and is_planned(record_type):
        return next_step_field(actor, record_type)
    first, dot, rest = name.partition(".")
    if not dot or first not in known:
        sentence = _("%(type)s have no field “%(name)s”.%(hint)s") % {
            "type": record_type.label_plural,
            "name": name,
            "hint": did_you_mean(name, list(known)),
        }
        raise Invalid(sentence.strip(), field=name)
    link = known[first]
    if not leads_on(actor, link) or name.count(".") > MOST_LINKS:
        raise Invalid(_("“%(name)s” is no link to one record.") % {"name": first}, field=name)
    return through(actor, link, field_at(actor, registry.get(link.target), rest))  # type: ignore[arg-type]


def next_step_field(actor: Actor, record_type: RecordType) -> NextStepField:
    """The column of what comes next, for this reader."""
    over = record_type.over
    told = access.readable_fields(actor, record_type).get(over[0]) if over else None
    return NextStepField(actor, record_type, told, over[1:])


def through(actor: Actor, link: LinkField, inner: Field) -> PathField:
    """A linked record's field as a field of the record that links to it. Raises Invalid."""
    if inner.is_many or inner.is_worked_out:
        raise Invalid(
            _("%(field)s cannot be shown through a link.") % {"field": inner.label}, field=inner.name
        )
    target = registry.get(link.target)
    scope = access.scope_bound(actor, target, Right.READ)
    return PathField(link, inner, scope, partial(access.build_scope, target))


def leads_on(actor: Actor, field: Field) -> bool:
    """Whether facts of the record behind this field can be shown."""
    if not isinstance(field, LinkField) or isinstance(field, FirstField) or not field.target:
        return False
    return access.may(actor, registry.get(field.target), Right.READ)

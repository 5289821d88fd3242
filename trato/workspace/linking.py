"""Two records linked or unlinked from the page of either: a value more or less in a field of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access
from trato.records.errors import Denied, NotFound
from trato.records.fields.link import LinkField, LinksField
from trato.records.values import Ref
from trato.records.work import writing

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType


def is_linking(actor: Actor, record_type: RecordType, name: str) -> bool:
    """Whether this person may link and unlink by that field."""
    field = access.readable_fields(actor, record_type).get(name)
    return (
        isinstance(field, LinkField | LinksField)
        and field.editable
        and not field.hidden
        and access.may(actor, record_type, Right.EDIT)
        and access.may_write(actor, record_type, name)
    )


def require_linking(actor: Actor, record_type: RecordType, name: str) -> None:
    """Raises Denied, with what may not be changed."""
    if is_linking(actor, record_type, name):
        return
    field = access.readable_fields(actor, record_type).get(name)
    if field is None or not access.may(actor, record_type, Right.EDIT):
        raise access.denied(actor, record_type, Right.EDIT)
    raise Denied(_("You may not change %(field)s.") % {"field": field.label}, field=name)


def may_empty(field: Field) -> bool:
    """Whether a link in that field can be taken away without another in its place."""
    return not field.required


def put_link(
    actor: Actor, record_type: RecordType, pk: int, name: str, ref: Ref, *, remove: bool = False
) -> int | None:
    """Add a link to a field or take it away; the change set, none if nothing was to be done.

    Raises NotFound, Denied, Binned.
    """
    require_linking(actor, record_type, name)
    field = record_type.fields[name]
    with writing(actor, f"{record_type.key}.change") as work:
        touched = work.load(record_type.key, [pk])[pk]
        touched.refuse_binned()
        held = touched.value(name)
        refs = held if field.is_many else ((held,) if held is not None else ())
        there = any((one.type, one.id) == (ref.type, ref.id) for one in refs)
        if remove and not there:
            raise NotFound(_("It is not linked any more."))
        if there and not remove:
            return None
        if field.is_many:
            kept = tuple(one for one in refs if (one.type, one.id) != (ref.type, ref.id))
            work.change(touched, {name: kept if remove else (*kept, ref)})
        else:
            work.change(touched, {name: None if remove else ref})
    return int(work.change_set.pk)

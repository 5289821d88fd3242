"""Records that are made on the way, by their names, in the form of another: a deal's company."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.records import access, actions
from trato.records.contexts import context_for
from trato.records.errors import Invalid
from trato.records.mending import may_make
from trato.records.registry import registry
from trato.records.resolve import candidates, unknown
from trato.records.work import together
from trato.workspace.controls import FRESH, Fresh
from trato.workspace.parents import called

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType


def offer(actor: Actor, field: Field, name: str) -> str:
    """What is said of a name that may become a record to which this field leads; empty where it may not."""
    target = registry.get(field.target) if registry.knows(field.target) else None
    if target is None or target.is_setting or not may_make(actor, target):
        return ""
    return called(_("New %(type)s") % {"type": target.label}, name)


def labels(actor: Actor, field: Field, keys: Iterable[str]) -> dict[str, str]:
    """What the keys among these say that stand for records yet to be made."""
    names = {key: key.removeprefix(FRESH) for key in keys if key.startswith(FRESH) and field.target}
    found = {key: offer(actor, field, name) for key, name in names.items()}
    return {key: label for key, label in found.items() if label}


@contextmanager
def making(
    actor: Actor, record_type: RecordType, given: Mapping[str, Any], kind: str
) -> Iterator[Mapping[str, Any]]:
    """The same values, with a link in the place of each name, whose record is made unless it is there by now.

    What is done with them is one act with that. Raises Invalid, Denied.
    """
    if not any(isinstance(one, Fresh) for value in given.values() for one in _listed(value)):
        yield given
        return
    with together(actor, f"{record_type.key}.{kind}"):
        yield _made(actor, record_type, given)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _made(actor: Actor, record_type: RecordType, given: Mapping[str, Any]) -> dict[str, Any]:
    known = access.readable_fields(actor, record_type)

    def one(name: str, value: Any) -> Any:
        if isinstance(value, list):
            return [one(name, part) for part in value]
        return {"id": _id(actor, known[name], value)} if isinstance(value, Fresh) else value

    return {name: one(name, value) for name, value in given.items()}


def _id(actor: Actor, field: Field, name: str) -> int:
    target, context = registry.get(field.target), context_for(actor)
    found = candidates(target.key, name, context)
    if len(found) == 1 and found[0].id:
        return found[0].id
    if not offer(actor, field, name):
        raise Invalid(unknown(target.key, name, context), field=field.name)
    try:
        return actions.create(actor, target.key, target.made_values(name, {}, None))
    except Invalid as error:
        raise Invalid(error.sentence, field=field.name) from None

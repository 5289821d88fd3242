"""The verbs of a type as sub-resources of its records."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.kernel.nearest import did_you_mean
from trato.records import actions, picklists
from trato.records.errors import Invalid, InvalidFields, NotFound
from trato.records.record_type import Verb
from trato.records.registry import registry

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType


def _restore(actor: Actor, record: Any) -> None:
    actions.archive(actor, registry.key_of(type(record)), [record.pk], archived=False)


def _replace(actor: Actor, record: Any, *, by: Any = None, parts: Any = None) -> None:
    picklists.replace(actor, record, by=by, parts=parts)


#: Of records that others choose from.
REPLACE = Verb("replace", gettext_lazy("Remove; what has chosen it gets another one"), _replace)
MOVE = Verb("move", gettext_lazy("Put it before another one, or at the end"), picklists.move_before)
RESTORE = Verb("restore", gettext_lazy("Take out of the bin"), _restore)


def verbs_of(record_type: RecordType) -> dict[str, Verb]:
    """The verbs by name: the engine's own, the type's, and those that other rooms add."""
    added = [verb for extension in registry.extensions.get(record_type.key, []) for verb in extension.verbs]
    own = [RESTORE] if record_type.is_archivable else []
    own += [REPLACE] if record_type.picklist is not None else []
    own += [MOVE] if record_type.picklist is not None and record_type.picklist.order else []
    return {verb.name: verb for verb in (*own, *record_type.verbs, *added)}


def verb_named(record_type: RecordType, name: str) -> Verb:
    """Raises NotFound."""
    known = verbs_of(record_type)
    if name not in known:
        hint = did_you_mean(name, list(known))
        values = {"type": record_type.label_plural, "name": name, "hint": hint}
        raise NotFound(_("%(type)s have no act “%(name)s”.%(hint)s") % values)
    return known[name]


def parameters(verb: Verb) -> dict[str, inspect.Parameter]:
    """What the verb takes beside actor and record: its keyword arguments."""
    found = inspect.signature(verb.run).parameters
    return {name: one for name, one in found.items() if one.kind is inspect.Parameter.KEYWORD_ONLY}


def arguments(verb: Verb, given: dict[str, Any]) -> dict[str, Any]:
    """The verb's arguments from a body. Raises InvalidFields."""
    known = parameters(verb)
    problems = []
    for name in given.keys() - known.keys():
        values = {"name": name, "hint": did_you_mean(name, known)}
        problems.append(Invalid(_("“%(name)s” is not expected here.%(hint)s") % values, field=name))
    for name, one in known.items():
        if one.default is inspect.Parameter.empty and name not in given:
            problems.append(Invalid(_("“%(name)s” is needed.") % {"name": name}, field=name))
    if problems:
        raise InvalidFields(problems)
    return given

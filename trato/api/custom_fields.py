"""Custom fields by the API: made through the engine's own verb, since a field is more than its row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.records import custom
from trato.records.errors import Invalid
from trato.records.registry import UnknownType, registry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from trato.api.call import Call

KEY = "fields"
TEXTS = ("type", "name", "kind")
#: What may be changed once values are kept under the rest.
CHANGEABLE = ("label",)


def _are_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value)


OPTIONS: dict[str, Callable[[Any], bool]] = {
    "choices": _are_words,
    "target": lambda value: isinstance(value, str),
    "required": lambda value: isinstance(value, bool),
}


def create(call: Call) -> int:
    """Add the field that the body describes; its id. Raises Invalid."""
    given = call.body((*TEXTS, "label", "indexed", "options"))
    for name in TEXTS:
        if not isinstance(given.get(name), str) or not given[name]:
            raise Invalid(_("“%(name)s” is needed.") % {"name": name}, field=name)
    label, indexed = given.get("label") or "", given.get("indexed") or False
    if not isinstance(label, str):
        raise Invalid(_("Expected text."), field="label")
    if not isinstance(indexed, bool):
        raise Invalid(_("Expected yes or no."), field="indexed")
    options = _options(given.get("options") or {})
    type_key, name, kind = (given[word] for word in TEXTS)
    try:
        return custom.add_field(
            call.actor, type_key, name, kind, label=label, indexed=indexed, options=options
        )
    except UnknownType as error:
        raise Invalid(error.sentence, field="options" if registry.knows(type_key) else "type") from None


def _options(given: Any) -> dict[str, Any]:
    """What some kinds need beside their name. Raises Invalid."""
    if not isinstance(given, dict):
        raise Invalid(_("Expected an object, such as {}."), field="options")
    for name, value in given.items():
        if name not in OPTIONS:
            known = ", ".join(OPTIONS)
            raise Invalid(_("“options” holds one of: %(known)s.") % {"known": known}, field="options")
        if not OPTIONS[name](value):
            raise Invalid(_("“%(name)s” is not as expected.") % {"name": name}, field="options")
    return given


def refuse_rebuilding(key: str, given: Mapping[str, Any]) -> None:
    """A field's name, type and kind are where and how its values are kept. Raises Invalid."""
    for name in given if key == KEY else ():
        if name not in CHANGEABLE:
            raise Invalid(_("Only the label of a field can be changed; add a new field instead."), field=name)

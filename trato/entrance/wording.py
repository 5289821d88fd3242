"""What a form refuses, said as records say it: Django's own sentences are in another voice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable

#: By Django's code: the sentence, with what it calls its parts.
SENTENCES: dict[str, Callable[[], str]] = {
    "required": lambda: _("%(field)s is needed."),
    "min_value": lambda: _("%(field)s must not be below %(minimum)s."),
    "max_value": lambda: _("%(field)s must not be above %(maximum)s."),
    "max_length": lambda: _("%(field)s must not be longer than %(length)s characters."),
    "invalid_choice": lambda: _("“%(word)s” is none of the choices of %(field)s.%(hint)s"),
    "password_too_short": lambda: _("A password has at least %(least)s characters."),
    "password_too_common": lambda: _("This password is one of the first that others would try."),
    "password_entirely_numeric": lambda: _("A password of digits alone is soon guessed."),
    "password_too_similar": lambda: _("This password is too much like your name or your e-mail address."),
}
#: The same of what cannot be read as what a field holds.
UNREADABLE: dict[type[forms.Field], Callable[[], str]] = {
    forms.EmailField: lambda: _("This is not an e-mail address; write it as ana@example.com."),
    forms.IntegerField: lambda: _("Expected a whole number."),
    forms.TimeField: lambda: _("Expected a time, such as 09:30."),
}


def worded(error: ValidationError, field: forms.Field | None = None) -> list[str]:
    """The sentences of an error, of a field or of none."""
    return [_sentence(one, field) for one in error.error_list]


def _sentence(error: ValidationError, field: forms.Field | None) -> str:
    code = str(error.code or "")
    found = _of_kind(field) if code == "invalid" else SENTENCES.get(code)
    if found is None or (field is not None and _says_itself(field, code)):
        return str(error.messages[0])
    given: dict[str, Any] = error.params or {}
    limit = given.get("limit_value")
    return found() % {
        "field": field.label if field is not None else "",
        "minimum": limit,
        "maximum": limit,
        "length": limit,
        "word": given.get("value"),
        "hint": "",
        "least": given.get("min_length"),
    }


def _of_kind(field: forms.Field | None) -> Callable[[], str] | None:
    return next((words for kind, words in UNREADABLE.items() if isinstance(field, kind)), None)


def _says_itself(field: forms.Field, code: str) -> bool:
    """Whether the form has a sentence of its own for this."""
    usual: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        usual.update(getattr(kind, "default_error_messages", {}))
    return field.error_messages.get(code) != usual.get(code)

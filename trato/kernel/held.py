"""What Django holds for the request at hand (language, clock, prefix of addresses), quickly found again.

Django keeps each in asgiref's `Local`, which takes a lock and compares threads each time it is asked, and a
page asks up to three hundred times for its language alone. A context variable says the same in a fraction of
that: it belongs to one thread, or to one task of a thread that runs several.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from django.urls import base as addresses
from django.utils import timezone
from django.utils.translation import trans_real as translation

#: Where Django holds what; each has one `value`, or none.
PLACES: tuple[tuple[Any, str], ...] = (
    (translation, "_active"),
    (timezone, "_active"),
    (addresses, "_prefixes"),
    (addresses, "_urlconfs"),
)
_NOTHING = object()


class Held:
    """One `value` of the thread or task at hand."""

    def __init__(self) -> None:
        self._held: ContextVar[Any] = ContextVar("held", default=_NOTHING)

    @property
    def value(self) -> Any:
        """Raises AttributeError where nothing was set, as Django expects."""
        found = self._held.get()
        if found is _NOTHING:
            raise AttributeError("value")
        return found

    @value.setter
    def value(self, value: Any) -> None:
        self._held.set(value)

    @value.deleter
    def value(self) -> None:
        self._held.set(_NOTHING)


def hold_lightly() -> None:
    """Let Django hold these in context variables; what is held already stays."""
    for module, name in PLACES:
        before = getattr(module, name)
        if isinstance(before, Held):
            continue
        held = Held()
        if hasattr(before, "value"):
            held.value = before.value
        setattr(module, name, held)

"""Which change sets the request at hand has made, so that a screen can offer the undo of just these."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from trato.records.models import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

_made: ContextVar[list[int] | None] = ContextVar("made", default=None)


@contextmanager
def acting() -> Iterator[None]:
    """The change sets that are made within are known until the end."""
    token = _made.set([])
    try:
        yield
    finally:
        _made.reset(token)


def note(set_id: int | None) -> None:
    """A change set has been written; without a number nothing was changed."""
    made = _made.get()
    if made is not None and set_id is not None and set_id not in made:
        made.append(set_id)


def last_set(type_key: str, pk: int) -> int | None:
    """The last change set of this request that changed a record, though it may be out of sight by now.

    None if nothing did, such as where a value is what it was.
    """
    made = _made.get()
    if not made:
        return None
    found = Change.objects.filter(change_set__in=made, type=type_key, first_id__lte=pk, last_id__gte=pk)
    return next((one.change_set_id for one in found.order_by("-pk") if pk in one.record_ids), None)

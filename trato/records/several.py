"""An act of several transactions is one act: what it did before a refusal, or a crash, is taken back."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from trato.records.actions import complete_set, open_set
from trato.records.errors import RecordError
from trato.records.going_on import go_on_with
from trato.records.models import ChangeSet
from trato.records.undo import undo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trato.accounts.actor import Actor

log = logging.getLogger(__name__)

#: In the details of an act that nobody goes on with, should it stop half way.
WHOLE = "whole"
#: No request lasts so long: what is open still was broken off.
PATIENCE = timedelta(minutes=30)


@contextmanager
def one_act(actor: Actor, kind: str, chunks: int) -> Iterator[ChangeSet | None]:
    """The change set of so many chunks, each of which is a transaction; None for one, which has its own."""
    if chunks <= 1:
        yield None
        return
    with whole_act(actor, kind) as change_set:
        yield change_set


@contextmanager
def whole_act(actor: Actor, kind: str, details: dict[str, Any] | None = None) -> Iterator[ChangeSet]:
    """The change set of as many transactions as it takes, all of which hold or none."""
    change_set = open_set(actor, kind, {**(details or {}), WHOLE: True})
    try:
        yield change_set
    except BaseException:
        _take_back(actor, change_set)
        raise
    _complete(change_set)


def take_back_broken() -> None:
    """Take back acts that a crash broke off, and end undos that it did."""
    broken = ChangeSet.objects.filter(state=ChangeSet.OPEN, at__lt=timezone.now() - PATIENCE)
    for pk, kind, details in list(broken.values_list("pk", "kind", "details")):
        if details.get(WHOLE):
            go_on_with(pk, _take_back)
        elif kind == "undo" and "total" not in details:
            go_on_with(pk, lambda actor, found: undo(actor, found.undoes_id or 0))


def _take_back(actor: Actor, change_set: ChangeSet) -> None:
    """Undo what was done, and forget an act that did nothing; what cannot be undone stands in the ledger."""
    if not change_set.changes.exists():
        change_set.delete()
        return
    _complete(change_set)
    try:
        undo(actor, change_set.pk)
    except RecordError:
        log.exception(
            "an act that was refused half way could not be taken back", extra={"set": change_set.pk}
        )


def _complete(change_set: ChangeSet) -> None:
    change_set.details.pop(WHOLE, None)
    complete_set(change_set)

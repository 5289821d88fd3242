"""What is too large for one request goes on in the background, as whoever began it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.utils import translation

from trato.accounts.actor import SYSTEM, actor_of
from trato.accounts.models import User
from trato.records import snapshot
from trato.records.actions import complete_set
from trato.records.errors import RecordError
from trato.records.models import ChangeSet
from trato.records.transactions import write_transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trato.accounts.actor import Actor


def go_on_with(set_id: int, work: Callable[[Actor, ChangeSet], object]) -> None:
    """Do the rest of an open change set, with its person's rights of now and in their language.

    Nothing is done for one that has ended; why the rest was refused stands in its details.
    """
    found = ChangeSet.objects.filter(pk=set_id, state=ChangeSet.OPEN).first()
    if found is None:
        return
    snapshot.refresh()
    user = User.objects.filter(pk=found.actor_id or 0).first()
    language = (user.language if user else "") or snapshot.current().workspace.language
    with translation.override(language), suppress(RecordError):
        work(actor_of(user, found.via) if user else SYSTEM, found)


def go_on_in_steps(
    found: ChangeSet, ids: Sequence[int], size: int, write: Callable[[Sequence[int]], object]
) -> None:
    """Write the rest of these records, so many a transaction; ends where somebody takes the act back.

    The details of the change set say how many are `done`. Raises RecordError, which stands there too.
    """
    start, size = found.details["done"], max(1, size)
    try:
        for at in range(start, len(ids), size):
            with write_transaction():
                if not ChangeSet.objects.filter(pk=found.pk, state=ChangeSet.OPEN).exists():
                    return
                chunk = ids[at : at + size]
                write(chunk)
                found.batches += 1
                found.details["done"] += len(chunk)
                found.save(update_fields=["batches", "details"])
    except RecordError as error:
        found.details["problem"] = str(error)
        complete_set(found)
        raise
    complete_set(found)

"""What the engine does on its own: forgetting in time, and going on with what is large."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from trato.kernel.schedule import scheduled
from trato.records import outbox
from trato.records.going_on import go_on_with
from trato.records.models import Snapshot
from trato.records.relinking import go_on
from trato.records.several import take_back_broken
from trato.records.transactions import write_transaction
from trato.records.undo import undo

#: How long what was deleted for good can be brought back.
KEEP = timedelta(days=30)


@scheduled("records.forget-old-snapshots", every=timedelta(hours=24))
def forget_old_snapshots() -> None:
    """After 30 days a deletion is final. Looks before it locks."""
    old = Snapshot.objects.filter(at__lt=timezone.now() - KEEP)
    if old.exists():
        with write_transaction():
            old.delete()


@scheduled("records.forget-old-events", every=timedelta(hours=24))
def forget_old_events() -> None:
    """Events that were told long ago."""
    outbox.forget_old()


@scheduled("records.take-back-broken-acts", every=timedelta(minutes=15))
def take_back_broken_acts() -> None:
    """What a crash left half done."""
    take_back_broken()


@task()
def go_on_turning(set_id: int) -> None:
    """Turn the links of a change set that is too large for one request, or go on where that stopped."""
    go_on_with(set_id, go_on)


@task()
def go_on_undoing(set_id: int) -> None:
    """Take back what is too large for one request, or go on where the undo of this number stopped."""
    go_on_with(set_id, lambda actor, found: undo(actor, found.undoes_id or 0))

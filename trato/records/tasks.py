"""What the engine forgets in time: snapshots of removed records and delivered events."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from trato.kernel.schedule import scheduled
from trato.records import outbox
from trato.records.models import Snapshot
from trato.records.transactions import write_transaction

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

"""What the engine does on its own: forgetting in time, and going on with what is large."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.utils import timezone, translation
from django_tasks import task

from trato.accounts.actor import SYSTEM, actor_of
from trato.accounts.models import User
from trato.kernel.schedule import scheduled
from trato.records import outbox, snapshot
from trato.records.errors import RecordError
from trato.records.models import ChangeSet, Snapshot
from trato.records.relinking import go_on
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


@task()
def go_on_turning(set_id: int) -> None:
    """Turn the links of a change set that is too large for one request, or go on where that stopped."""
    found = ChangeSet.objects.filter(pk=set_id, state=ChangeSet.OPEN).first()
    if found is None:
        return
    snapshot.refresh()
    user = User.objects.filter(pk=found.actor_id or 0).first()
    language = (user.language if user else "") or snapshot.current().workspace.language
    with translation.override(language), suppress(RecordError):  # the change set keeps the reason
        go_on(actor_of(user, found.via) if user else SYSTEM, found)

"""Which imports somebody may look at and take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trato.records.errors import NotFound, Refused
from trato.records.models import ChangeSet
from trato.records.transactions import write_transaction
from trato.transfer.importing import KIND

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from trato.accounts.actor import Actor


def imports_of(actor: Actor) -> QuerySet[ChangeSet]:
    """The imports that an actor may know of, the newest first: one's own, or for administrators all."""
    found = ChangeSet.objects.filter(kind=KIND).order_by("-pk")
    return found if actor.administers else found.filter(actor_id=actor.user_id)


def import_of(actor: Actor, pk: int) -> ChangeSet:
    """Raises NotFound."""
    found = imports_of(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def begin_undo(found: ChangeSet) -> None:
    """From here on the import counts as being undone; the task does the rest. Raises Refused."""
    with write_transaction():
        rows = ChangeSet.objects.filter(pk=found.pk, state__in=[ChangeSet.OPEN, ChangeSet.COMPLETE])
        if not rows.update(state=ChangeSet.UNDOING):
            raise Refused(_("Change set %(number)s is undone already.") % {"number": found.pk})

"""Lines of My day that somebody has put off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trato.records.prepared import Prepared
from trato.workspace.models import Snooze
from trato.workspace.reader import formats_for

if TYPE_CHECKING:
    from trato.accounts.actor import Actor

_SNOOZED = Prepared(
    lambda user, today: Snooze.objects.filter(user_id=user, until__gt=today).values_list(
        "queue", "type", "record_id"
    )
)


def snoozed(actor: Actor) -> set[tuple[str, str, int]]:
    """The lines that wait for another day: queue, type and record."""
    return set(_SNOOZED(actor.user_id or 0, formats_for(actor).today.isoformat()))


HIDDEN = [snoozed]

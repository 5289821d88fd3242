"""Lines of My day that somebody has put off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trato.workspace.models import Snooze
from trato.workspace.reader import formats_for

if TYPE_CHECKING:
    from trato.accounts.actor import Actor


def snoozed(actor: Actor) -> set[tuple[str, str, int]]:
    """The lines that wait for another day: queue, type and record."""
    rows = Snooze.objects.filter(user_id=actor.user_id or 0, until__gt=formats_for(actor).today)
    return set(rows.values_list("queue", "type", "record_id"))


HIDDEN = [snoozed]

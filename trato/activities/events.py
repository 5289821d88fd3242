"""What happens with activities, and how a timeline tells it; `%(title)s` is the record's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from trato.activities.actions import CANCELED, COMPLETED, HELD, MISSED, REOPENED
from trato.activities.mentions import rename_notes
from trato.activities.plans import STOPPED
from trato.records.effects.outbox import CHANGED
from trato.records.merge import MERGED
from trato.records.outbox import on

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from trato.records.outbox import Event

EVENT_SENTENCES: dict[str, StrPromise] = {
    MERGED: _("merged duplicates (%(count)s) into %(title)s"),
    COMPLETED: _("finished %(title)s"),
    REOPENED: _("reopened %(title)s"),
    HELD: _("held %(title)s"),
    MISSED: _("waited in vain: %(title)s"),
    CANCELED: _("canceled %(title)s"),
    STOPPED: _("stopped the plan %(title)s"),
}


@on(CHANGED)
def follow_names(event: Event) -> None:
    """Notes that begin with somebody's name are called by the new one."""
    if event.type == "users" and "name" in event.payload["fields"]:
        rename_notes(event.record_ids)

"""What happens with activities, and how a timeline tells it; `%(title)s` is the record's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from trato.activities.actions import CANCELED, COMPLETED, HELD, MISSED, REOPENED
from trato.records.merge import MERGED

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

EVENT_SENTENCES: dict[str, StrPromise] = {
    MERGED: _("merged duplicates (%(count)s) into %(title)s"),
    COMPLETED: _("finished %(title)s"),
    REOPENED: _("reopened %(title)s"),
    HELD: _("held %(title)s"),
    MISSED: _("waited in vain: %(title)s"),
    CANCELED: _("canceled %(title)s"),
}

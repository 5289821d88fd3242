from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from trato.accounts.columns import SortedTextField
from trato.records.models import Archivable, Owned, Record, in_bin

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

#: How long a meeting is unless somebody says.
USUAL = timedelta(hours=1)


class Meeting(Owned, Archivable, Record):
    """People meet: planned, held, or not."""

    PLANNED, HELD, NO_SHOW, CANCELLED = "planned", "held", "no_show", "cancelled"

    name = SortedTextField(_("name"), max_length=250)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=250, blank=True)
    outcome = models.CharField(
        _("outcome"),
        max_length=9,
        default=PLANNED,
        choices=[
            (PLANNED, pgettext_lazy("meeting", "Planned")),
            (HELD, pgettext_lazy("meeting", "Held")),
            (NO_SHOW, pgettext_lazy("meeting", "Nobody came")),
            (CANCELLED, pgettext_lazy("meeting", "Canceled")),
        ],
    )
    body = models.TextField(_("details"), blank=True)

    class Meta(Record.Meta):
        verbose_name: ClassVar[StrPromise] = _("meeting")
        verbose_name_plural: ClassVar[StrPromise] = _("meetings")
        indexes: ClassVar[list[models.Index]] = [
            in_bin("meeting"),
            models.Index(fields=["starts_at", "id"], name="meeting_by_start"),
            models.Index(fields=["owner", "starts_at", "id"], name="meeting_by_owner_start"),
            models.Index(fields=["created_at", "id"], name="meeting_by_created"),
            models.Index(fields=["name_key", "id"], name="meeting_by_name"),
        ]

    @override
    def settle(self) -> None:
        """A meeting of which nobody says how long it is takes an hour."""
        if self.ends_at is None and self.starts_at is not None:
            self.ends_at = later(self.starts_at, USUAL)


def later(moment: datetime, by: timedelta) -> datetime:
    """So much after a moment; at the end of the calendar the moment itself."""
    try:
        return moment + by
    except OverflowError:
        return moment

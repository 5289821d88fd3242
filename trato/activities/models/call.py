from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from trato.accounts.columns import SortedTextField
from trato.records.models import Archivable, Owned, Record, in_bin

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Call(Owned, Archivable, Record):
    """A telephone call: one that was made, with its outcome, or one that is planned, without."""

    OUT, IN = "out", "in"
    CONNECTED, MESSAGE, NO_ANSWER, BUSY, WRONG = "connected", "message", "no_answer", "busy", "wrong_number"

    name = SortedTextField(_("subject"), max_length=250, blank=True)
    direction = models.CharField(
        _("direction"),
        max_length=3,
        default=OUT,
        choices=[(OUT, pgettext_lazy("call", "Outgoing")), (IN, pgettext_lazy("call", "Incoming"))],
    )
    outcome = models.CharField(
        _("outcome"),
        max_length=12,
        blank=True,
        default="",
        choices=[
            (CONNECTED, pgettext_lazy("call", "Connected")),
            (MESSAGE, pgettext_lazy("call", "Left a message")),
            (NO_ANSWER, pgettext_lazy("call", "No answer")),
            (BUSY, pgettext_lazy("call", "Busy")),
            (WRONG, pgettext_lazy("call", "Wrong number")),
        ],
    )
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    duration = models.PositiveIntegerField(_("minutes"), null=True, blank=True)
    body = models.TextField(_("details"), blank=True)

    class Meta(Record.Meta):
        verbose_name: ClassVar[StrPromise] = pgettext_lazy("noun", "call")
        verbose_name_plural: ClassVar[StrPromise] = _("calls")
        indexes: ClassVar[list[models.Index]] = [
            in_bin("call"),
            models.Index(fields=["started_at", "id"], name="call_by_started"),
            models.Index(fields=["owner", "started_at", "id"], name="call_by_owner_started"),
            models.Index(fields=["created_at", "id"], name="call_by_created"),
            models.Index(fields=["name_key", "id"], name="call_by_name"),
        ]

    @override
    def settle(self) -> None:
        """Unless somebody says when a call was, it was now."""
        self.started_at = self.started_at or timezone.now()

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.accounts.columns import SortedTextField
from trato.kernel.html import plain_text
from trato.kernel.mentions import spoken
from trato.records.models import Archivable, Owned, Record, in_bin

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONGEST = 120


class Note(Owned, Archivable, Record):
    """Something worth remembering about any records."""

    name = SortedTextField(_("first line"), max_length=LONGEST, blank=True, editable=False)
    body = models.TextField(_("text"))
    is_pinned = models.BooleanField(_("pinned"), default=False)

    class Meta(Record.Meta):
        verbose_name: ClassVar[StrPromise] = _("note")
        verbose_name_plural: ClassVar[StrPromise] = _("notes")
        indexes: ClassVar[list[models.Index]] = [
            in_bin("note"),
            models.Index(fields=["created_at", "id"], name="note_by_created"),
            models.Index(fields=["owner", "created_at", "id"], name="note_by_owner_created"),
            models.Index(fields=["name_key", "id"], name="note_by_name"),
        ]

    @override
    def settle(self) -> None:
        """A note is called by its first line."""
        self.name = first_line(self.body or "")


def first_line(text: str) -> str:
    """What a note is called."""
    lines = (line.strip() for line in plain_text(spoken(text)).splitlines())
    first = next((line for line in lines if line), "")
    return first if len(first) <= LONGEST else f"{first[: LONGEST - 1]}…"

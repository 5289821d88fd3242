from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from trato.accounts.columns import SortedTextField
from trato.records.models.record import Archivable, Record

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Tag(Archivable, Record):
    """A word that people put on any record to find it again."""

    RED, ORANGE, YELLOW, GREEN, TEAL, BLUE, PURPLE, PINK = (
        "red",
        "orange",
        "yellow",
        "green",
        "teal",
        "blue",
        "purple",
        "pink",
    )
    COLORS: ClassVar[list[tuple[str, StrPromise]]] = [
        (RED, _("Red")),
        (ORANGE, _("Orange")),
        (YELLOW, _("Yellow")),
        (GREEN, _("Green")),
        (TEAL, _("Teal")),
        (BLUE, _("Blue")),
        (PURPLE, _("Purple")),
        (PINK, _("Pink")),
    ]

    name = SortedTextField(_("name"), max_length=60, unique=True)
    color = models.CharField(_("color"), max_length=8, blank=True, choices=COLORS)

    class Meta:
        verbose_name: ClassVar[StrPromise] = _("tag")
        verbose_name_plural: ClassVar[StrPromise] = _("tags")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["name_key", "id"], name="tag_by_name"),
            models.Index(fields=["created_at", "id"], name="tag_by_created"),
        ]

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

    name = SortedTextField(_("name"), max_length=60, unique=True)

    class Meta:
        verbose_name: ClassVar[StrPromise] = _("tag")
        verbose_name_plural: ClassVar[StrPromise] = _("tags")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["name_key", "id"], name="tag_by_name"),
            models.Index(fields=["created_at", "id"], name="tag_by_created"),
        ]

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from trato.accounts.columns import SortedTextField
from trato.records.models import Archivable, Owned, Record, in_bin

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class File(Owned, Archivable, Record):
    """A document on any records; its bytes lie in the data directory under a random name."""

    name = SortedTextField(_("name"), max_length=250)
    size = models.BigIntegerField(_("size"), default=0, editable=False)
    content_type = models.CharField(_("type"), max_length=120, blank=True, editable=False)
    stored_as = models.CharField(max_length=80, editable=False)
    digest = models.CharField(max_length=64, editable=False)

    class Meta(Record.Meta):
        verbose_name: ClassVar[StrPromise] = _("file")
        verbose_name_plural: ClassVar[StrPromise] = _("files")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="file_size_not_negative", condition=models.Q(size__gte=0))
        ]
        indexes: ClassVar[list[models.Index]] = [
            in_bin("file"),
            models.Index(fields=["name_key", "id"], name="file_by_name"),
            models.Index(fields=["created_at", "id"], name="file_by_created"),
            models.Index(fields=["owner", "created_at", "id"], name="file_by_owner_created"),
        ]

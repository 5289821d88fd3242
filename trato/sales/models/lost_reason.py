from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from trato.accounts.columns import SortedTextField
from trato.records.models import Archivable, Record

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class LostReason(Archivable, Record):
    """Why a deal was lost, as this firm sees it."""

    name = SortedTextField(_("name"), max_length=120)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta(Record.Meta):
        verbose_name: ClassVar[StrPromise] = _("lost reason")
        verbose_name_plural: ClassVar[StrPromise] = _("lost reasons")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["name_key", "id"], name="lost_reason_by_name"),
            models.Index(fields=["position", "id"], name="lost_reason_by_position"),
        ]

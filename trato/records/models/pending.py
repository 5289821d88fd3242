from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.records.models.record import Record

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Pending(models.Model):
    """A link whose target is known by a text only; it heals when that record arrives."""

    type = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    field = models.CharField(max_length=60)
    target_type = models.CharField(max_length=40)
    text = models.CharField(max_length=400)
    role = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["type", "record_id", "field", "text"], name="pending_once_per_field"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["target_type", "text"], name="pending_by_target"),
            models.Index(fields=["type", "field", "text"], name="pending_by_field"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.type}/{self.record_id}.{self.field} → “{self.text}”"


class MendDecision(Record):
    """What a text in a field stands for, decided once and remembered for the next import."""

    type = models.CharField(max_length=40)
    field = models.CharField(max_length=60)
    text = models.CharField(max_length=400)
    target_type = models.CharField(max_length=40)
    target_id = models.BigIntegerField()

    class Meta:
        verbose_name: ClassVar[StrPromise] = _("mend decision")
        verbose_name_plural: ClassVar[StrPromise] = _("mend decisions")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["type", "field", "text"], name="mend_decision_once_per_text")
        ]

    @override
    def __str__(self) -> str:
        return self.text

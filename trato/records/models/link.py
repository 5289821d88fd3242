from __future__ import annotations

from typing import ClassVar

from django.db import models
from typing_extensions import override


class Link(models.Model):
    """One value of a field that holds many records: a person's companies, a deal's tags."""

    type = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    field = models.CharField(max_length=60)
    target_type = models.CharField(max_length=40)
    target_id = models.BigIntegerField()
    position = models.PositiveIntegerField(default=0)
    role = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["type", "record_id", "field", "target_type", "target_id"], name="link_once_per_field"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["target_type", "target_id", "type", "field", "record_id"], name="link_by_target"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.type}/{self.record_id}.{self.field} → {self.target_type}/{self.target_id}"

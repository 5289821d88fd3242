from __future__ import annotations

from typing import ClassVar

from django.db import models
from typing_extensions import override


class MatchKey(models.Model):
    """A normalized e-mail address or phone number of a record: found and matched by index."""

    type = models.CharField(max_length=40)
    field = models.CharField(max_length=60)
    key = models.CharField(max_length=254)
    record_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["type", "field", "key", "record_id"], name="match_key_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["type", "record_id"], name="match_key_of_record")
        ]

    @override
    def __str__(self) -> str:
        return self.key

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from typing_extensions import override


class KeptAnswer(models.Model):
    """The first answer to a POST with an idempotency key, written with what the POST wrote."""

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=255)
    #: Digest of method, address and body: the same key for anything else is refused.
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    content = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user_id", "key"], name="answer_kept_once_per_key")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["at"], name="kept_answer_by_age")]

    @override
    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from typing_extensions import override


class OutboxEvent(models.Model):
    """A sentence about what happened, delivered after commit at least once."""

    name = models.CharField(max_length=80)
    type = models.CharField(max_length=40)
    record_ids = models.JSONField(default=list)
    change_set_id = models.BigIntegerField()
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    delivered_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], name="outbox_undelivered", condition=Q(delivered_at=None))
        ]

    @override
    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class Delivery(models.Model):
    """That one handler has done its part for one event: the key that makes a repeat harmless."""

    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=160)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event", "handler"], name="delivery_once_per_handler")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.handler} of {self.event_id}"

"""What people have been told, and what they do not want to hear."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from typing_extensions import override


class Notification(models.Model):
    """One line of somebody's center: a record that is news, or, with no id, several of a type."""

    user_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    type = models.CharField(max_length=40)
    record_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    #: How many acts, or how many records, the line tells of.
    count = models.PositiveIntegerField(default=1)
    #: The field of which it tells.
    field = models.CharField(max_length=80, blank=True)
    data = models.JSONField(default=dict)
    mark = models.CharField(max_length=160, null=True)  # noqa: DJ001  # null is not unique, an empty text is
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user_id", "mark"], name="notification_once_per_mark")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user_id", "id"], name="notification_by_user"),
            models.Index(fields=["user_id"], name="notification_unread", condition=Q(read_at=None)),
            models.Index(fields=["at"], name="notification_by_age"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.type}/{self.record_id} for {self.user_id}"


class Mute(models.Model):
    """A kind of news that somebody does not want."""

    APP = "app"

    user_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=8, default=APP)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user_id", "kind", "channel"], name="mute_once_per_kind")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.kind} not for {self.user_id} by {self.channel}"

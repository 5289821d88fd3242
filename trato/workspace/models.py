"""What the screens themselves remember of a person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from typing_extensions import override


class Visit(models.Model):
    """When a person was last here, and when before the present visit."""

    user_id = models.BigIntegerField(unique=True)
    seen_at = models.DateTimeField()
    before = models.DateTimeField(null=True)

    @override
    def __str__(self) -> str:
        return f"{self.user_id} {self.seen_at}"


class Snooze(models.Model):
    """A line of somebody's day that waits until another one."""

    user_id = models.BigIntegerField()
    queue = models.CharField(max_length=40)
    type = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    until = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user_id", "queue", "type", "record_id"], name="snooze_once_per_line"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.queue} {self.type}/{self.record_id} until {self.until}"


class Favorite(models.Model):
    """A record, or a saved view of a list, that a person has at hand in the sidebar."""

    user_id = models.BigIntegerField()
    type = models.CharField(max_length=40)
    record_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user_id", "type", "record_id"], name="favorite_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["type", "record_id"], name="favorite_by_record")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.user_id} {self.type}/{self.record_id}"

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from typing_extensions import override


class Attempt(models.Model):
    """A sign-in that failed, or has just begun; what was typed is kept as a keyed digest only."""

    at = models.DateTimeField(default=timezone.now)
    account = models.CharField(max_length=64)
    network = models.CharField(max_length=45)
    #: The browser, if it has signed in to this account before.
    device = models.CharField(max_length=32, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "at"], name="attempt_by_account"),
            models.Index(fields=["network", "at"], name="attempt_by_network"),
            models.Index(fields=["at"], name="attempt_by_time"),
        ]

    @override
    def __str__(self) -> str:
        return f"attempt from {self.network}"


class FilledRoom(models.Model):
    """A room that has had its turn to add sample data, so that a repeated task adds nothing twice."""

    room = models.CharField(max_length=80, unique=True)

    @override
    def __str__(self) -> str:
        return self.room

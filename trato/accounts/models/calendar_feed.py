from __future__ import annotations

from django.db import models
from django.utils import timezone
from typing_extensions import override

from trato.accounts.models.user import User


class CalendarFeed(models.Model):
    """A secret address under which other programs read a person's calendar; only its digest is kept."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    @override
    def __str__(self) -> str:
        return f"calendar of user {self.user_id}"

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone
from typing_extensions import override

from trato.accounts.models.user import User

LIFETIME = timedelta(days=14)


class Invitation(models.Model):
    """A link by which a person sets a first password; only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    @override
    def __str__(self) -> str:
        return f"invitation of {self.user_id}"

    @property
    def is_open(self) -> bool:
        return self.used_at is None and timezone.now() < self.created_at + LIFETIME

from __future__ import annotations

from django.conf import settings
from django.db import models
from typing_extensions import override

from trato.accounts.rights import Role


class SharingRule(models.Model):
    """Rows of a type, chosen by a filter, that a role, a team or a person may see or change besides."""

    READ, EDIT = "read", "edit"

    type = models.CharField(max_length=40)
    filter = models.TextField(blank=True)
    level = models.CharField(max_length=6, choices=[(READ, READ), (EDIT, EDIT)], default=READ)
    role = models.CharField(max_length=12, choices=Role.choices, blank=True)
    team = models.ForeignKey("accounts.Team", null=True, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")

    @override
    def __str__(self) -> str:
        return f"{self.level} {self.type} where {self.filter or 'any'}"

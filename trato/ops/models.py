from __future__ import annotations

from typing import ClassVar

from django.db import models
from typing_extensions import override


class JobRun(models.Model):
    """When a scheduled job ran last, and how that ended."""

    name = models.CharField(max_length=100, primary_key=True)
    ran_at = models.DateTimeField()
    problem = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    @override
    def __str__(self) -> str:
        return self.name

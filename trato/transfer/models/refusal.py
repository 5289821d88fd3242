from __future__ import annotations

from typing import ClassVar

from django.db import models
from typing_extensions import override

from trato.records.models import ChangeSet


class Refusal(models.Model):
    """A row of a file that an import could not take, with the reason in the importer's language."""

    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="+")
    line = models.PositiveBigIntegerField()
    reason = models.TextField()

    class Meta:
        ordering: ClassVar[list[str]] = ["line", "id"]

    @override
    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from typing_extensions import override


class TimelineEntry(models.Model):
    """One thing that happened, written once for each record that shows it."""

    type = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    actor_id = models.BigIntegerField(null=True)
    change_set_id = models.BigIntegerField()
    data = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["type", "record_id", "at", "id"], name="timeline_of_record"),
            models.Index(fields=["subject_type", "subject_id"], name="timeline_of_subject"),
            models.Index(fields=["change_set_id"], name="timeline_of_change_set"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type}/{self.subject_id} on {self.type}/{self.record_id}"

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.records.models import ChangeSet


class Upload(models.Model):
    """A file that somebody brings by the import screen, on its way into a type."""

    class State(models.TextChoices):
        NEW = "new", _("being prepared")
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        STOPPED = "stopped", _("stopped")
        DONE = "done", _("done")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    type = models.CharField(max_length=40)
    name = models.CharField(max_length=250)
    stored_as = models.CharField(max_length=32)
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    #: The options of the import, as its form told them.
    options = models.JSONField(default=dict)
    #: What stands in the way of going on, in the importer's language.
    problem = models.TextField(blank=True)
    is_to_stop = models.BooleanField(default=False)
    change_set = models.ForeignKey(ChangeSet, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    queued_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    #: How many rows were in when it started; after a stop not none.
    started_from = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    @override
    def __str__(self) -> str:
        return self.name

    @property
    def is_under_way(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.RUNNING}

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from typing_extensions import override


class Workspace(models.Model):
    """The one workspace of this database: its name, formats, and whether somebody has claimed it."""

    name = models.CharField(_("name"), max_length=120, default="Trato")
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    language = models.CharField(_("language"), max_length=12, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    claim_digest = models.CharField(max_length=64, blank=True)
    claimed_at = models.DateTimeField(null=True)
    #: Counts up whenever fields, rights or settings change, so that each process knows its copy is old.
    generation = models.PositiveBigIntegerField(default=1)

    @override
    def __str__(self) -> str:
        return self.name

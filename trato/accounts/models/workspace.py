from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.kernel.office_hours import OfficeHours, office_hours, usual_week


class Logo(models.Model):
    """The workspace's own picture, under the digest of its bytes."""

    digest = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    content = models.BinaryField()

    @override
    def __str__(self) -> str:
        return self.digest


class Workspace(models.Model):
    """The one workspace of this database: its name, formats, and whether somebody has claimed it."""

    name = models.CharField(_("name"), max_length=120, default="Trato")
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    language = models.CharField(_("language"), max_length=12, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    #: The name of a set of colors; empty is Trato's own.
    accent = models.CharField(max_length=16, blank=True)
    logo = models.ForeignKey(Logo, null=True, on_delete=models.SET_NULL, related_name="+")
    #: 0 is Monday; without one, what the reader's language begins a week with.
    first_weekday = models.PositiveSmallIntegerField(_("first day of the week"), null=True)
    fiscal_month = models.PositiveSmallIntegerField(_("first month of the fiscal year"), default=1)
    working_hours = models.JSONField(_("working hours"), default=usual_week)
    claim_digest = models.CharField(max_length=64, blank=True)
    claimed_at = models.DateTimeField(null=True)
    #: Counts up whenever fields, rights or settings change, so that each process knows its copy is old.
    generation = models.PositiveBigIntegerField(default=1)
    #: Counts up whenever a table is written whose answers each process keeps at hand.
    at_hand = models.PositiveBigIntegerField(default=1)
    #: Counts up whenever these settings are saved, so that nobody overwrites what another one has just set.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="workspace_first_weekday_is_a_day",
                condition=Q(first_weekday=None) | Q(first_weekday__lte=6),
            ),
            models.CheckConstraint(
                name="workspace_fiscal_month_is_a_month",
                condition=Q(fiscal_month__gte=1) & Q(fiscal_month__lte=12),
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.name

    @cached_property
    def hours(self) -> OfficeHours:
        """When people work here."""
        return office_hours(self.working_hours)

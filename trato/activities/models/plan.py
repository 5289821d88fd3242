from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.accounts.columns import SortedTextField
from trato.records.models import Archivable, Owned, Record

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Plan(Archivable, Record):
    """Steps that are taken again and again: a call today, a mail after three days, a visit after ten."""

    name = SortedTextField(_("name"), max_length=200)
    purpose = models.TextField(_("when to use it"), blank=True)
    skips_weekends = models.BooleanField(_("weekends are skipped"), default=True)
    steps = models.JSONField(_("steps"), default=list, blank=True)

    class Meta(Record.Meta):
        verbose_name: ClassVar[StrPromise] = _("activity plan")
        verbose_name_plural: ClassVar[StrPromise] = _("activity plans")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["name_key", "id"], name="plan_by_name"),
            models.Index(fields=["created_at", "id"], name="plan_by_created"),
        ]


class PlanRun(Owned, Archivable, Record):
    """A plan as it was applied to one record, until it was stopped."""

    name = SortedTextField(_("name"), max_length=200, blank=True)
    plan = models.ForeignKey(
        Plan,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("activity plan"),
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name: ClassVar[StrPromise] = _("applied plan")
        verbose_name_plural: ClassVar[StrPromise] = _("applied plans")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["name_key", "id"], name="plan_run_by_name"),
            models.Index(fields=["created_at", "id"], name="plan_run_by_created"),
            models.Index(fields=["owner", "created_at", "id"], name="plan_run_by_owner_created"),
        ]

    @override
    def __str__(self) -> str:
        return self.name or str(self.pk)

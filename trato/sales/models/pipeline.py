from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from trato.accounts.columns import ChoicesColumn, SortedTextField
from trato.records.models import Record

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Pipeline(Record):
    """A way from first interest to won or lost, in stages."""

    name = SortedTextField(_("name"), max_length=120)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta(Record.Meta):
        verbose_name: ClassVar[StrPromise] = _("pipeline")
        verbose_name_plural: ClassVar[StrPromise] = _("pipelines")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["position", "id"], name="pipeline_by_position")
        ]


class Stage(Record):
    """One step of a pipeline; its kind says whether a deal in it is open, won or lost."""

    OPEN, WON, LOST = "open", "won", "lost"

    pipeline = models.ForeignKey(
        Pipeline, on_delete=models.PROTECT, related_name="stages", verbose_name=_("pipeline")
    )
    name = SortedTextField(_("name"), max_length=120)
    kind = models.CharField(
        _("kind"),
        max_length=5,
        default=OPEN,
        choices=[(OPEN, pgettext_lazy("status", "Open")), (WON, _("Won")), (LOST, _("Lost"))],
    )
    #: What must be filled in for a deal to enter.
    asks = ChoicesColumn(_("asks for"), blank=True, default="")
    stale_after = models.PositiveSmallIntegerField(
        _("stale after"), null=True, blank=True, help_text=_("Days without news of an open deal")
    )
    probability = models.PositiveSmallIntegerField(_("probability"), default=0)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta(Record.Meta):
        verbose_name: ClassVar[StrPromise] = _("stage")
        verbose_name_plural: ClassVar[StrPromise] = _("stages")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="stage_probability_at_most_hundred", condition=models.Q(probability__lte=100)
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["position", "id"], name="stage_by_position"),
            models.Index(fields=["name_key", "id"], name="stage_by_name"),
        ]

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from trato.accounts.columns import SortedTextField
from trato.records.models import Archivable, Owned, Record, in_bin
from trato.records.money import MoneyField

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Deal(Owned, Archivable, Record):
    """A sale in progress with one company, from first interest to won or lost."""

    name = SortedTextField(_("name"), max_length=420, blank=True)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    company = models.ForeignKey(
        "people.Company",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deals",
        verbose_name=_("company"),
    )
    stage = models.ForeignKey(
        "sales.Stage", on_delete=models.PROTECT, related_name="deals", verbose_name=_("stage")
    )
    value = MoneyField(_("value"), null=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    expected_close_on = models.DateField(_("expected close"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    lost_reason = models.ForeignKey(
        "sales.LostReason", null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("lost reason")
    )
    outcome_note = models.TextField(_("outcome note"), blank=True)
    #: Since when it stands in its stage.
    stage_since = models.DateTimeField(_("in stage since"), null=True, editable=False)
    #: What is offered, in order; `products` and, until somebody types one, the value follow from it.
    lines = models.JSONField(_("line items"), default=list, blank=True)
    #: Somebody has named it, so its name follows company and products no more.
    is_named = models.BooleanField(default=False, editable=False)
    #: Somebody has typed its value, so it follows the lines no more.
    is_valued = models.BooleanField(default=False, editable=False)

    settled_columns = ("is_named", "is_valued", "stage_since")

    class Meta(Record.Meta):
        verbose_name: ClassVar[StrPromise] = _("deal")
        verbose_name_plural: ClassVar[StrPromise] = _("deals")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="deal_value_not_negative", condition=models.Q(value_minor__gte=0))
        ]
        indexes: ClassVar[list[models.Index]] = [
            in_bin("deal"),
            models.Index(fields=["name_key", "id"], name="deal_by_name"),
            models.Index(fields=["value_minor", "id"], name="deal_by_value"),
            models.Index(fields=["opened_on", "id"], name="deal_by_opened"),
            models.Index(fields=["expected_close_on", "id"], name="deal_by_expected_close"),
            models.Index(fields=["closed_on", "id"], name="deal_by_closed"),
            models.Index(fields=["created_at", "id"], name="deal_by_created"),
            models.Index(fields=["updated_at", "id"], name="deal_by_updated"),
            models.Index(fields=["owner", "stage", "id"], name="deal_by_owner_stage"),
            models.Index(fields=["owner", "created_at", "id"], name="deal_by_owner_created"),
            # What My day asks of one's own deals, and the cards of a column with the newest first.
            models.Index(fields=["owner", "value_minor", "id"], name="deal_by_owner_value"),
            models.Index(fields=["owner", "closed_on", "id"], name="deal_by_owner_closed"),
            models.Index(
                fields=["owner", "expected_close_on", "id", "stage", "archived_at"],
                name="deal_by_owner_expected",
            ),
            models.Index(fields=["stage", "created_at", "id"], name="deal_by_stage_created"),
            # What came into its stage since a day or since one was here last.
            models.Index(fields=["stage_since", "id"], name="deal_by_stage_since"),
            models.Index(fields=["stage", "id"], name="deal_by_stage"),
            models.Index(fields=["reference"], name="deal_by_reference"),
            # A report by what a company is reads this instead of half a million deals.
            models.Index(
                fields=["company", "value_currency", "value_minor", "archived_at"],
                name="deal_by_company_value",
            ),
        ]

"""One column of every class that field kinds are read from, full and empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from trato.accounts.columns import SortedTextField
from trato.records.models import Archivable, Owned, Record, in_bin
from trato.records.money import MoneyField

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Boat(Owned, Archivable, Record):
    """Something that floats, once it was inspected."""

    WOOD, STEEL = "wood", "steel"

    name = SortedTextField(_("name"), max_length=120)
    registration = models.CharField(_("registration"), max_length=40, blank=True)
    hull = models.CharField(
        _("hull"), max_length=8, blank=True, choices=[(WOOD, _("Wood")), (STEEL, _("Steel"))]
    )
    price = MoneyField(_("price"), null=True)
    berths = models.IntegerField(_("berths"), null=True, blank=True)
    length = models.DecimalField(_("length"), max_digits=8, decimal_places=2, null=True, blank=True)
    built_on = models.DateField(_("built on"), null=True, blank=True)
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)
    inspected_on = models.DateField(_("inspected on"), null=True, blank=True)
    is_afloat = models.BooleanField(_("afloat"), default=False)
    emails = models.JSONField(_("e-mails"), default=list, blank=True)
    website = models.URLField(_("website"), blank=True)
    log = models.TextField(_("log"), blank=True)
    company = models.ForeignKey(
        "people.Company",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("company"),
    )
    tender_to = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tenders",
        verbose_name=_("tender to"),
    )

    class Meta(Record.Meta):
        verbose_name: ClassVar[StrPromise] = _("boat")
        verbose_name_plural: ClassVar[StrPromise] = _("boats")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="boat_length_positive", condition=models.Q(length__gt=0))
        ]
        indexes: ClassVar[list[models.Index]] = [
            in_bin("boat"),
            models.Index(fields=["name_key", "id"], name="boat_by_name"),
            models.Index(fields=["price_minor", "id"], name="boat_by_price"),
            models.Index(fields=["built_on", "id"], name="boat_by_built"),
            models.Index(fields=["created_at", "id"], name="boat_by_created"),
            models.Index(fields=["owner", "created_at", "id"], name="boat_by_owner_created"),
        ]

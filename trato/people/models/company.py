from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.accounts.columns import SortedTextField
from trato.kernel.urls import domain_of_url
from trato.records.models import Archivable, Owned, Record, in_bin
from trato.records.money import MoneyField

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Company(Owned, Archivable, Record):
    """A firm or another body that one deals with."""

    name = SortedTextField(_("name"), max_length=200)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    domain = models.CharField(_("domain"), max_length=253, blank=True)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name=_("parent"),
    )
    industry = SortedTextField(_("industry"), max_length=120, blank=True)
    employees = models.IntegerField(_("employees"), null=True, blank=True)
    revenue = MoneyField(_("revenue"), null=True)
    country = SortedTextField(_("country"), max_length=80, blank=True)
    city = SortedTextField(_("city"), max_length=120, blank=True)
    phones = models.JSONField(_("phones"), default=list, blank=True)

    class Meta(Record.Meta):
        verbose_name: ClassVar[StrPromise] = _("company")
        verbose_name_plural: ClassVar[StrPromise] = _("companies")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="company_employees_not_negative", condition=models.Q(employees__gte=0)
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            in_bin("company"),
            models.Index(fields=["name_key", "id"], name="company_by_name"),
            models.Index(fields=["owner", "name_key", "id"], name="company_by_owner_name"),
            models.Index(fields=["industry_key", "id"], name="company_by_industry"),
            models.Index(fields=["employees", "id"], name="company_by_employees"),
            models.Index(fields=["revenue_minor", "id"], name="company_by_revenue"),
            models.Index(fields=["country_key", "id"], name="company_by_country"),
            models.Index(fields=["city_key", "id"], name="company_by_city"),
            models.Index(fields=["created_at", "id"], name="company_by_created"),
            models.Index(fields=["updated_at", "id"], name="company_by_updated"),
            models.Index(fields=["reference"], name="company_by_reference"),
            models.Index(fields=["domain"], name="company_by_domain"),
            models.Index(fields=["name"], name="company_by_exact_name"),
        ]

    @override
    def settle(self) -> None:
        """A pasted web address leaves its domain."""
        self.domain = domain_of_url(self.domain) if self.domain else ""

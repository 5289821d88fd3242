from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from trato.accounts.columns import SortedTextField
from trato.records.models import Archivable, Owned, Record, in_bin
from trato.records.money import MoneyField

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Lead(Owned, Archivable, Record):
    """Somebody who may become a customer, before anybody knows whether they will."""

    NEW, WORKING, QUALIFIED, UNQUALIFIED, CONVERTED = (
        "new",
        "working",
        "qualified",
        "unqualified",
        "converted",
    )
    STATUSES: ClassVar[list[tuple[str, StrPromise]]] = [
        (NEW, pgettext_lazy("lead", "New")),
        (WORKING, pgettext_lazy("lead", "Working")),
        (QUALIFIED, pgettext_lazy("lead", "Qualified")),
        (UNQUALIFIED, pgettext_lazy("lead", "Unqualified")),
        (CONVERTED, pgettext_lazy("lead", "Converted")),
    ]
    SOURCES: ClassVar[list[tuple[str, StrPromise]]] = [
        ("website", pgettext_lazy("lead source", "Website")),
        ("referral", pgettext_lazy("lead source", "Referral")),
        ("event", pgettext_lazy("lead source", "Event")),
        ("advertising", pgettext_lazy("lead source", "Advertising")),
        ("social", pgettext_lazy("lead source", "Social media")),
        ("email", pgettext_lazy("lead source", "E-mail")),
        ("call", pgettext_lazy("lead source", "Call")),
        ("partner", pgettext_lazy("lead source", "Partner")),
        ("list", pgettext_lazy("lead source", "Bought list")),
        ("other", pgettext_lazy("lead source", "Other")),
    ]

    name = SortedTextField(_("name"), max_length=250)
    company_name = SortedTextField(_("company name"), max_length=200, blank=True)
    job_title = SortedTextField(_("job title"), max_length=150, blank=True)
    emails = models.JSONField(_("e-mails"), default=list, blank=True)
    phones = models.JSONField(_("phones"), default=list, blank=True)
    source = models.CharField(_("source"), max_length=20, blank=True, choices=SOURCES)
    status = models.CharField(_("status"), max_length=20, default=NEW, choices=STATUSES)
    value = MoneyField(_("value"), null=True)
    body = models.TextField(_("note"), blank=True)

    class Meta(Record.Meta):
        verbose_name: ClassVar[StrPromise] = _("lead")
        verbose_name_plural: ClassVar[StrPromise] = _("leads")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="lead_value_not_negative", condition=models.Q(value_minor__gte=0))
        ]
        indexes: ClassVar[list[models.Index]] = [
            in_bin("lead"),
            models.Index(fields=["name_key", "id"], name="lead_by_name"),
            models.Index(fields=["company_name_key", "id"], name="lead_by_company_name"),
            models.Index(fields=["value_minor", "id"], name="lead_by_value"),
            models.Index(fields=["created_at", "id"], name="lead_by_created"),
            models.Index(fields=["updated_at", "id"], name="lead_by_updated"),
            models.Index(fields=["status", "id"], name="lead_by_status"),
            models.Index(fields=["owner", "name_key", "id"], name="lead_by_owner_name"),
            models.Index(fields=["owner", "created_at", "id"], name="lead_by_owner_created"),
        ]

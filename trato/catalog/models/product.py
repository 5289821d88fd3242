from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from trato.accounts.columns import SortedTextField
from trato.records.models import Archivable, Record, in_bin
from trato.records.money import MoneyField

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Product(Archivable, Record):
    """Something the firm sells: a good or a service, with its list price."""

    name = SortedTextField(_("name"), max_length=200)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    family = SortedTextField(_("family"), max_length=120, blank=True)
    price = MoneyField(_("price"), null=True)

    class Meta(Record.Meta):
        verbose_name: ClassVar[StrPromise] = _("product")
        verbose_name_plural: ClassVar[StrPromise] = _("products")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="product_price_not_negative", condition=models.Q(price_minor__gte=0))
        ]
        indexes: ClassVar[list[models.Index]] = [
            in_bin("product"),
            models.Index(fields=["name_key", "id"], name="product_by_name"),
            models.Index(fields=["family_key", "id"], name="product_by_family"),
            models.Index(fields=["price_minor", "id"], name="product_by_price"),
            models.Index(fields=["created_at", "id"], name="product_by_created"),
            models.Index(fields=["reference"], name="product_by_reference"),
        ]

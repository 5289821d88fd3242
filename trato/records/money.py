"""The money column: integer minor units beside a currency, one value in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from trato.kernel.money import Money

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class MoneyField:
    """Adds `<name>_minor` and `<name>_currency` to a model, and a property `<name>` that joins them."""

    def __init__(self, verbose_name: str | StrPromise = "", *, null: bool = True) -> None:
        self.verbose_name = verbose_name
        self.null = null
        self.name = ""

    def contribute_to_class(self, cls: type[models.Model], name: str, **kwargs: Any) -> None:
        self.name = name
        declared = {**getattr(cls, "money_fields", {}), name: self}
        cls.money_fields = declared  # type: ignore[attr-defined]  # the list that the field kinds read
        models.BigIntegerField(_("amount"), null=self.null, blank=self.null).contribute_to_class(
            cls, f"{name}_minor"
        )
        models.CharField(_("currency"), max_length=3, blank=True).contribute_to_class(cls, f"{name}_currency")
        setattr(cls, name, property(self._read, self._write))

    def _read(self, record: models.Model) -> Money | None:
        minor = getattr(record, f"{self.name}_minor")
        return None if minor is None else Money(minor, getattr(record, f"{self.name}_currency"))

    def _write(self, record: models.Model, value: Money | None) -> None:
        setattr(record, f"{self.name}_minor", None if value is None else value.minor)
        setattr(record, f"{self.name}_currency", "" if value is None else value.currency)

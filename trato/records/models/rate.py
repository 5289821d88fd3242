from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, ClassVar

from babel import Locale
from django.db import models
from django.utils.functional import lazystr
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.kernel.currencies import CURRENCIES
from trato.records.models.record import Archivable, Record

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class _Name:
    """A currency with its name in the reader's language: EUR · Euro."""

    def __init__(self, code: str) -> None:
        self.code = code

    @override
    def __str__(self) -> str:
        known = Locale.parse(get_language() or "en", sep="-").currencies
        return f"{self.code} · {known.get(self.code, self.code)}"


@cache
def currencies() -> list[tuple[str, StrPromise]]:
    """All currencies by their codes."""
    return [(code, lazystr(_Name(code))) for code in sorted(CURRENCIES)]


class Rate(Archivable, Record):
    """What one unit of a currency is worth from a day on, until the next rate of the same currency."""

    currency = models.CharField(_("currency"), max_length=3, choices=currencies)
    rate = models.DecimalField(
        _("rate"),
        max_digits=15,
        decimal_places=9,
        help_text=_("What one unit of it is worth in the workspace's currency."),
    )
    day = models.DateField(_("valid from"))
    source = models.CharField(_("source"), max_length=80, blank=True)
    #: The workspace's currency when the rate was entered: rates against another one do not count.
    base = models.CharField(_("in currency"), max_length=3, editable=False)

    settled_columns = ("base",)

    class Meta(Record.Meta):
        verbose_name: ClassVar[StrPromise] = _("exchange rate")
        verbose_name_plural: ClassVar[StrPromise] = _("exchange rates")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="one_rate_of_a_currency_a_day",
                fields=["base", "currency", "day"],
                condition=models.Q(archived_at=None),
            ),
            models.CheckConstraint(name="rate_above_zero", condition=models.Q(rate__gt=0)),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["currency", "id"], name="rate_by_currency"),
            models.Index(fields=["day", "id"], name="rate_by_day"),
        ]

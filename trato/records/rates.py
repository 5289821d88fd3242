"""Amounts of one currency in another, by the rates that the workspace keeps."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from trato.kernel.money import Money
from trato.kernel.saying import in_a_row
from trato.records import snapshot
from trato.records.errors import Invalid, InvalidFields, Refused
from trato.records.models import Rate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date


class NoRate(Refused):
    """A currency has no rate on that day; `currencies` says which."""

    def __init__(self, currencies: Sequence[str]) -> None:
        super().__init__(
            _("There is no exchange rate for %(currencies)s.") % {"currencies": in_a_row(currencies)}
        )
        self.currencies = tuple(currencies)


@dataclass(frozen=True)
class Table:
    """The rates of some currencies as they were on one day, each with the day from which it held."""

    base: str
    rates: dict[str, tuple[Fraction, date]]

    def missing(self, currencies: Iterable[str]) -> list[str]:
        return sorted({code for code in currencies if code != self.base and code not in self.rates})

    def convert(self, money: Money, to: str = "") -> Money:
        """The amount in another currency, the workspace's unless told. Raises NoRate.

        Exact until the end; then a half of the smallest unit goes to the even neighbor.
        """
        to = to or self.base
        if to == money.currency:
            return money
        missing = self.missing((money.currency, to))
        if missing:
            raise NoRate(missing)
        return money.times(self._worth(money.currency) / self._worth(to), to)

    def _worth(self, currency: str) -> Fraction:
        return Fraction(1) if currency == self.base else self.rates[currency][0]

    def days(self, currencies: Iterable[str]) -> tuple[date, date] | None:
        """From when the oldest and the newest of these rates hold."""
        days = [self.rates[code][1] for code in currencies if code in self.rates]
        return (min(days), max(days)) if days else None


def table(currencies: Iterable[str], on: date) -> Table:
    """The rates of these currencies on a day, in one query; none if all are the workspace's own."""
    base = snapshot.current().workspace.currency
    wanted = {code for code in currencies if code != base}
    if not wanted:
        return Table(base, {})
    kept = Rate._base_manager.filter(archived_at=None, base=base, currency__in=wanted, day__lte=on)
    newest = kept.filter(currency=OuterRef("currency")).order_by("-day").values("day")[:1]
    found = kept.filter(day=Subquery(newest)).values_list("currency", "rate", "day")
    return Table(base, {code: (Fraction(rate), day) for code, rate, day in found})


def convert(money: Money, to: str, on: date) -> Money:
    """The amount in another currency at the rates of a day, a half to the even unit. Raises NoRate."""
    return table((money.currency, to), on).convert(money, to)


def tie(touched: Sequence[Any]) -> None:
    """A rate counts against the currency that the workspace had when it was entered."""
    base = snapshot.current().workspace.currency
    for one in touched:
        if not one.record.base and not one.is_inverse:
            one.set("base", base)
            one.derived.add("base")


def refuse_doubtful(touched: Sequence[Any]) -> None:
    """Refuse a rate of nothing, of a currency against itself, or a second one for the same day."""
    for one in touched:
        rate = one.record
        if rate.rate is not None and rate.rate <= 0:
            raise InvalidFields([Invalid(_("A rate must be above zero."), field="rate")])
        if rate.currency and rate.currency == rate.base:
            raise InvalidFields(
                [
                    Invalid(
                        _("%(currency)s is the workspace's own currency.") % {"currency": rate.base},
                        field="currency",
                    )
                ]
            )
    _refuse_second(touched)


def _refuse_second(touched: Sequence[Any]) -> None:
    """One query for the whole batch."""
    live = [one for one in touched if one.record.archived_at is None and one.record.day is not None]
    days = {one.record.day for one in live}
    own = {one.record.pk for one in live}
    kept = Rate._base_manager.filter(archived_at=None, day__in=days).exclude(pk__in=own - {None})
    taken = set(kept.values_list("base", "currency", "day"))
    for one in live:
        key = (one.record.base, one.record.currency, one.record.day)
        if key in taken:
            raise InvalidFields(
                [
                    Invalid(
                        _("There is a rate for %(currency)s on that day already.")
                        % {"currency": one.record.currency},
                        field="day",
                    )
                ]
            )
        taken.add(key)

"""Exchange rates: what holds from which day, exact conversion, and what is refused."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.accounts.models import Workspace
from trato.kernel.money import Money, digits
from trato.records import actions, rows, snapshot
from trato.records.errors import Denied, InvalidFields
from trato.records.models import ChangeSet
from trato.records.rates import NoRate, Table, convert
from trato.records.undo import undo
from trato.testing.cast import Cast
from trato.testing.makers import Makers

NOVEMBER = date(2026, 11, 20)


def rate(make: Makers, currency: str, value: str, day: str = "2026-11-01") -> int:
    return make("rates", currency=currency, rate=value, day=day)


def test_a_rate_holds_from_its_day_until_the_next(make: Makers) -> None:
    rate(make, "EUR", "1.10", "2026-01-01")
    rate(make, "EUR", "1.20", "2026-11-20")
    euros = Money.of("100", "EUR")
    assert convert(euros, "USD", date(2026, 11, 19)) == Money.of("110", "USD")
    assert convert(euros, "USD", NOVEMBER) == Money.of("120", "USD")
    assert convert(Money.of("120", "USD"), "EUR", NOVEMBER) == euros
    with pytest.raises(NoRate, match="no exchange rate for EUR"):
        convert(euros, "USD", date(2025, 12, 31))


def test_two_foreign_currencies_meet_in_the_workspaces(make: Makers) -> None:
    rate(make, "EUR", "1.20")
    rate(make, "JPY", "0.0064")
    assert convert(Money.of("64", "EUR"), "JPY", NOVEMBER) == Money.of("12000", "JPY")
    with pytest.raises(NoRate, match="GBP, MXN"):
        convert(Money.of("1", "GBP"), "MXN", NOVEMBER)


def test_a_half_goes_to_the_even_cent(make: Makers) -> None:
    rate(make, "EUR", "1.5")
    assert [convert(Money(minor, "EUR"), "USD", NOVEMBER).minor for minor in (1, 3, -1, 2)] == [2, 4, -2, 3]


@given(
    st.integers(-(10**9), 10**9),
    st.fractions(Fraction(1, 10**6), 10**4),
    st.sampled_from(["USD", "JPY", "KWD", "CLF"]),
)
def test_conversion_is_never_off_by_more_than_half_a_unit(minor: int, worth: Fraction, to: str) -> None:
    held = Table("EUR", {to: (worth, NOVEMBER)})
    found = held.convert(Money(minor, "EUR"), to)
    exact = Fraction(minor, 100) / worth * 10 ** digits(to)
    assert abs(Fraction(found.minor) - exact) <= Fraction(1, 2)


def test_doubtful_rates_are_refused(make: Makers) -> None:
    rate(make, "EUR", "1.10")
    for currency, value, field in (
        ("USD", "1", "currency"),
        ("GBP", "0", "rate"),
        ("EUR", "1.3", "day"),
        ("GBP", "-2", "rate"),
        ("GBP", "99999999999", "rate"),
    ):
        with pytest.raises(InvalidFields) as refused:
            rate(make, currency, value)
        assert refused.value.problems[0].field == field
    assert [row["currency"] for row in rows.read(make.by, "rates").rows] == ["EUR"]


def test_a_binned_rate_does_not_count(make: Makers, cast: Cast) -> None:
    old = rate(make, "EUR", "1.10")
    actions.archive(cast.owner, "rates", [old])
    with pytest.raises(NoRate):
        convert(Money(1, "EUR"), "USD", NOVEMBER)
    rate(make, "EUR", "1.30")
    with pytest.raises(InvalidFields, match="already"):
        actions.archive(cast.owner, "rates", [old], archived=False)


def test_rates_against_another_currency_do_not_count(make: Makers, cast: Cast) -> None:
    rate(make, "EUR", "1.10")
    assert snapshot.current().currencies == ("USD", "EUR")
    Workspace.objects.filter(pk=1).update(currency="MXN", generation=99)
    snapshot.refresh()
    with pytest.raises(NoRate):
        convert(Money(100, "EUR"), "MXN", NOVEMBER)
    assert snapshot.current().currencies == ("MXN",)


def test_members_read_rates_and_administrators_change_them(make: Makers, cast: Cast) -> None:
    pk = rate(make, "EUR", "1.10")
    assert rows.one(cast.ana, "rates", pk)["base"] == "USD"
    with pytest.raises(Denied):
        actions.change(cast.ana, "rates", pk, {"rate": "2"})
    actions.change(cast.adam, "rates", pk, {"rate": "2"})
    undo(cast.adam, ChangeSet.objects.latest("pk").pk)
    assert convert(Money(100, "EUR"), "USD", NOVEMBER) == Money(110, "USD")

"""Sums of several currencies: each its own, and together where every currency has a rate."""

from __future__ import annotations

from django.test import Client

from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers


def page(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def test_a_list_says_what_several_currencies_come_to(make: Makers, cast: Cast) -> None:
    make.deal(value={"amount": "5000", "currency": "USD"}, owner=cast.ana)
    make.deal(value={"amount": "3000", "currency": "EUR"}, owner=cast.ana)
    client = sign_in(cast.ana)
    text = page(client, "/deals/")
    assert "€3,000 + $5,000" in text
    assert "No exchange rate for EUR" in text
    assert "≈" not in text
    make("rates", currency="EUR", rate="1.15", day="2025-03-02")
    assert "≈ $8,450 at rates of 2 Mar 2025" in page(client, "/deals/")


def test_rates_of_several_days_name_both(make: Makers, cast: Cast) -> None:
    firm = make.company(name="Acme")
    make.deal(company=firm, value={"amount": "10", "currency": "EUR"}, owner=cast.ana)
    make.deal(company=firm, value={"amount": "1000", "currency": "JPY"}, owner=cast.ana)
    make("rates", currency="EUR", rate="1.1", day="2025-03-02")
    make("rates", currency="JPY", rate="0.01", day="2025-03-09")
    assert "≈ $21 at rates of 2 Mar 2025 to 9 Mar 2025" in page(sign_in(cast.ana), f"/companies/{firm}")


def test_one_currency_needs_no_rate(make: Makers, cast: Cast) -> None:
    make.deal(value={"amount": "3000", "currency": "EUR"}, owner=cast.ana)
    text = page(sign_in(cast.ana), "/deals/")
    assert "€3,000" in text
    assert "exchange rate for" not in text


def test_the_prices_of_a_catalog_come_to_nothing(make: Makers, cast: Cast) -> None:
    make("products", name="Cold room", price="8900")
    make("products", name="Display case", price="5400")
    text = page(sign_in(cast.ana), "/products/")
    assert "14,300" not in text
    assert "7,150" not in text


def test_money_is_entered_in_any_currency_with_a_rate(make: Makers, cast: Cast) -> None:
    make("rates", currency="EUR", rate="1.1")
    text = page(sign_in(cast.ana), "/deals/new")
    assert "<option>EUR</option>" in text
    assert "<option>GBP</option>" not in text

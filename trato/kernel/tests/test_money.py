from __future__ import annotations

import pickle
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.kernel.errors import Unreadable
from trato.kernel.money import Money, digits, is_currency, parse_money

if TYPE_CHECKING:
    from trato.kernel.numbers import DecimalMark


@pytest.mark.parametrize(
    ("amount", "currency", "minor", "text"),
    [
        ("12.50", "USD", 1250, "12.50"),
        ("-0.05", "EUR", -5, "-0.05"),
        (12, "JPY", 12, "12"),
        ("1.234", "KWD", 1234, "1.234"),
        (Decimal("12.500"), "USD", 1250, "12.50"),
        ("10005534", "USD", 1000553400, "10005534.00"),
    ],
)
def test_money_of(amount: str | int | Decimal, currency: str, minor: int, text: str) -> None:
    money = Money.of(amount, currency)
    assert money == Money(minor, currency)
    assert money.as_text() == text
    assert str(money.amount) == text


@pytest.mark.parametrize(
    ("amount", "currency", "sentence"),
    [
        ("12.505", "USD", "“12.505” has more than the 2 decimals of its currency."),
        ("1.5", "JPY", "“1.5” has more than the 0 decimals of its currency."),
        ("abc", "USD", "“abc” is not an amount; write a number, such as 1200."),
        ("NaN", "USD", "“NaN” is not an amount; write a number, such as 1200."),
        ("1e30", "USD", "“1e30” is too large an amount."),
        ("99999999999999999.99", "USD", "“99999999999999999.99” is too large an amount."),
        ("1", "usd", "There is no currency “usd”. Did you mean “USD”?"),
    ],
)
def test_money_of_refuses(amount: str, currency: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        Money.of(amount, currency)
    assert str(refusal.value) == sentence
    assert str(pickle.loads(pickle.dumps(refusal.value))) == sentence


def test_money_is_ordered_and_added_within_a_currency() -> None:
    assert Money(1, "USD") < Money(2, "USD")
    assert Money(2, "USD") >= Money(2, "USD")
    assert sorted([Money(3, "EUR"), Money(1, "EUR")]) == [Money(1, "EUR"), Money(3, "EUR")]
    assert Money(1, "USD") + Money(2, "USD") - Money(5, "USD") == -Money(2, "USD")
    with pytest.raises(TypeError, match="USD and EUR"):
        assert Money(1, "USD") < Money(2, "EUR")
    with pytest.raises(TypeError, match="USD and EUR"):
        Money(1, "USD") + Money(2, "EUR")


def test_currencies() -> None:
    assert [digits(code) for code in ("USD", "JPY", "KWD", "CLF", "CNY")] == [2, 0, 3, 4, 2]
    assert is_currency("EUR")
    assert not is_currency("eur")
    assert not is_currency("X" * 3)  # ISO 4217's code for no currency at all


@pytest.mark.parametrize(
    ("text", "expected", "decimal", "money"),
    [
        ("€1,234.50", "EUR", None, Money(123450, "EUR")),
        ("1.234,50 €", "EUR", None, Money(123450, "EUR")),
        ("1 234,50", "EUR", None, Money(123450, "EUR")),
        ("1\u00a0234,50\u00a0€", "USD", None, Money(123450, "EUR")),
        ("(1,234.50)", "USD", None, Money(-123450, "USD")),
        ("($12)", "USD", None, Money(-1200, "USD")),
        ("USD 12", "EUR", None, Money(1200, "USD")),
        ("12 usd", "EUR", None, Money(1200, "USD")),
        ("12k", "USD", None, Money(1200000, "USD")),
        ("2.5M €", "EUR", None, Money(250000000, "EUR")),
        ("3万元", "CNY", None, Money(3000000, "CNY")),
        ("12 kr", "NOK", None, Money(1200, "NOK")),
        ("5 BRL", "USD", None, Money(500, "BRL")),
        ("$1,200", "USD", None, Money(120000, "USD")),
        ("1.200", "EUR", None, Money(120000, "EUR")),
        ("1.200", "EUR", ".", Money(120, "EUR")),
        ("12.345", "USD", None, Money(1234500, "USD")),
        ("1,234", "JPY", None, Money(1234, "JPY")),
        ("¥500", "JPY", None, Money(500, "JPY")),
        ("$12 CAD", "EUR", None, Money(1200, "CAD")),
        ("$ 12", "MXN", None, Money(1200, "MXN")),
        ("-€5", "EUR", None, Money(-500, "EUR")),
        ("€-5", "EUR", None, Money(-500, "EUR")),
        ("12.50-", "EUR", None, Money(-1250, "EUR")),
        ("12,-", "EUR", None, Money(1200, "EUR")),
        ("4821", "USD", ".", Money(482100, "USD")),
        ("0", "USD", ".", Money(0, "USD")),
    ],
)
def test_parse_money(text: str, expected: str, decimal: DecimalMark | None, money: Money) -> None:
    assert parse_money(text, expected, decimal) == money


@pytest.mark.parametrize(
    ("text", "expected", "sentence"),
    [
        ("", "USD", "“” is not an amount; write a number, such as 1200."),
        ("abc", "USD", "“abc” is not an amount; write a number, such as 1200."),
        ("12 bananas", "USD", "“12 bananas” is not an amount; write a number, such as 1200."),
        ("12 €€", "USD", "“12 €€” is not an amount; write a number, such as 1200."),
        ("1,234", "KWD", "“1,234” can be read as 1234 or as 1.234: say which mark is the decimal one."),
        ("¥5", "USD", "The currency of “¥5” is not clear: write its three letters, such as JPY."),
        ("€5 USD", "USD", "The currency of “€5 USD” is not clear: write its three letters, such as USD."),
        ("1.2345", "USD", "“1.2345” has more than the 2 decimals of its currency."),
    ],
)
def test_parse_money_refuses(text: str, expected: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        parse_money(text, expected)
    assert str(refusal.value) == sentence


@given(st.integers(-(10**15), 10**15), st.sampled_from(["USD", "JPY", "KWD"]))
def test_money_comes_back(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.of(money.as_text(), currency) == money
    assert parse_money(money.as_text(), currency, ".") == money
    assert parse_money(f"{currency} {money.as_text()}", "EUR", ".") == money


@given(st.text(max_size=20))
def test_any_text_is_money_or_a_sentence(text: str) -> None:
    with suppress(Unreadable):
        assert parse_money(text, "USD").as_text()


@pytest.mark.parametrize(
    ("text", "currency", "prefers", "amount"),
    [
        ("19.550", "EUR", ",", "19550.00"),
        ("19,550", "EUR", ".", "19550.00"),
        ("19.550,50 €", "EUR", ",", "19550.50"),
        ("19.5", "EUR", ",", "19.50"),
        ("1,234", "KWD", ",", "1.234"),
        ("1,234", "KWD", ".", "1234.000"),
        ("1,234k", "EUR", ",", "1234.00"),
    ],
)
def test_a_preferred_mark_decides_between_two_amounts(
    text: str, currency: str, prefers: DecimalMark, amount: str
) -> None:
    assert parse_money(text, currency, None, prefers).as_text() == amount


@pytest.mark.parametrize(("text", "prefers"), [("19.550", "."), ("19,550", ",")])
def test_three_decimals_of_two_are_not_guessed(text: str, prefers: DecimalMark) -> None:
    with pytest.raises(Unreadable, match="more than the 2 decimals"):
        parse_money(text, "EUR", None, prefers)

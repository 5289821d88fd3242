from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.kernel.errors import Unreadable
from trato.kernel.numbers import DecimalMark, decimal_mark, parse_decimal, parse_integer


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("12", None, "12"),
        (" -12.50 ", ".", "-12.50"),
        ("1100.04", None, "1100.04"),
        ("1,5", None, "1.5"),
        ("1,234", ".", "1234"),
        ("1,234", ",", "1.234"),
        ("1.234.567", None, "1234567"),
        ("1,234,567.8", None, "1234567.8"),
        ("1.234.567,8", None, "1234567.8"),
        ("12,34,567", None, "1234567"),
        ("1 234,50", None, "1234.50"),
        ("1\u202f234\u00a0567", None, "1234567"),
        ("1'234.5", None, "1234.5"),
        ("1\u2019234.5", None, "1234.5"),
        ("0,123", None, "0.123"),
        (".5", None, "0.5"),
        ("5.", None, "5"),
        ("(1,234.50)", None, "-1234.50"),
        ("12-", None, "-12"),
        ("\u221212", None, "-12"),
        ("10k", None, "10000"),
        ("2.5M", None, "2500000"),
        ("1.2bn", ".", "1200000000"),
        ("3万", None, "30000"),
        ("1.5E+06", ".", "1500000"),
        ("１２．５", None, "12.5"),
        ("١٢٫٥", None, "12.5"),
    ],
)
def test_parse_decimal(text: str, decimal: DecimalMark | None, number: str) -> None:
    assert parse_decimal(text, decimal) == Decimal(number)


def test_units_leave_no_exponent() -> None:
    assert str(parse_decimal("10k", None)) == "10000"


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("", None), ("abc", None), ("12%", None), ("1,50", "."), ("1.50", ","), ("1,23,4", "."),
        ("1.2.3", None),
        ("--1", None), ("-1-", None), ("nan", None), ("Infinity", None), ("1" * 100, None), ("0x10", None),
        ("1_000", None), (".", None), ("12 34", None), ("1\x00", None),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused(text: str, decimal: DecimalMark | None) -> None:
    with pytest.raises(Unreadable, match="is not a number"):
        parse_decimal(text, decimal)


@pytest.mark.parametrize("text", ["1,234", "1.234", "-12,345", "1.234k"])
def test_what_can_be_read_two_ways_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="can be read as two numbers"):
        parse_decimal(text, None)


@pytest.mark.parametrize(
    ("text", "number"),
    [("2822", 2822), ("1,234", 1234), ("1.234", 1234), ("12.0", 12), ("10k", 10_000), ("-3", -3)],
)
def test_parse_integer(text: str, number: int) -> None:
    assert parse_integer(text) == number


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("12.5", "is not a whole number"),
        ("twelve", "is not a number"),
        ("1.000", "can be read as two numbers"),
    ],
)
def test_what_is_no_whole_number_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        parse_integer(text)


@pytest.mark.parametrize(
    ("values", "mark"),
    [
        (["1,234"], None),
        (["1.234", "5", ""], None),
        (["1,234", "1.5"], "."),
        (["1.234", "1,5"], ","),
        (["1100.04", "251.41"], "."),
        (["1.234,50 €", "€ 12"], ","),
        (["$1,234.50"], "."),
        (["550", "4821", ""], "."),
        ([], "."),
        (["1,234,567"], "."),
        (["1.234.567"], ","),
        (["0,123"], ","),
        (["1234,567"], ","),
        (["1.5", "1,5"], None),
        (["1.5", "2.5", "1,5"], "."),
        (["n/a", "-"], "."),
    ],
)
def test_decimal_mark(values: list[str], mark: str | None) -> None:
    assert decimal_mark(values) == mark


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_a_sentence(text: str) -> None:
    decimal_mark([text])
    with suppress(Unreadable):
        assert parse_decimal(text, None).is_finite()


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_numbers_come_back(number: Decimal) -> None:
    assert parse_decimal(f"{number:,}", ".") == number
    assert parse_decimal(f"{number}".replace(".", ","), ",") == number


@pytest.mark.parametrize(
    ("text", "prefers", "number"),
    [
        ("1.234", ",", "1234"),
        ("1.234", ".", "1.234"),
        ("1,234", ",", "1.234"),
        ("1,234", ".", "1234"),
        ("19.550,50", ".", "19550.50"),
        ("19,550.50", ",", "19550.50"),
        ("0.5", ",", "0.5"),
        ("7", ",", "7"),
    ],
)
def test_a_preferred_mark_decides_only_between_two_ways(text: str, prefers: DecimalMark, number: str) -> None:
    assert parse_decimal(text, None, prefers) == Decimal(number)


def test_a_preferred_mark_tells_whole_numbers_from_others() -> None:
    assert parse_integer("1.500", None, ",") == 1500
    with pytest.raises(Unreadable):
        parse_integer("1.500", None, ".")

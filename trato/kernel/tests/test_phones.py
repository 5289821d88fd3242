from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.kernel.phones import digits, is_phone, normalize_phone


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("+34 600 123 456", None, "+34600123456"),
        ("600 123 456", "ES", "+34600123456"),
        ("600123456", None, "600123456"),
        (" 600 123  456 ", None, "600 123 456"),
        ("0034 600 123 456", None, "+34600123456"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("(415) 555-2671", "US", "+14155552671"),
        ("138 0013 8000", "CN", "+8613800138000"),
        ("+34 600 123 456 ext. 12", None, "+34 600 123 456 ext. 12"),
        ("12", "ES", "12"),
        ("+99 1", None, "+99 1"),
        ("call me", "ES", "call me"),
        ("", "ES", ""),
        ("tel:+34600123456", None, "+34600123456"),
        ("600123456", "XX", "600123456"),
    ],
)
def test_normalize_phone(text: str, region: str | None, number: str) -> None:
    assert normalize_phone(text, region) == number


def test_plain_digits_do_not_load_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "phonenumbers", None)
    assert normalize_phone("600123456") == "600123456"


def test_digits() -> None:
    assert digits("+34 (600) 123-456") == "34600123456"
    assert digits("٣٤") == "34"
    assert digits("none") == ""


@pytest.mark.parametrize(
    "text", ["112", "+34 600 123 456", "(415) 555-2671 x12", "600-123-456 ext. 7", "020 7946 0958"]
)
def test_is_phone(text: str) -> None:
    assert is_phone(text)


@pytest.mark.parametrize("text", ["", "12", "abc", "ana@acme.co", "1" * 16, "12:30:45", "600 123 456 or 457"])
def test_is_no_phone(text: str) -> None:
    assert not is_phone(text)


@given(st.text(max_size=30))
def test_any_text_is_taken(text: str) -> None:
    assert isinstance(is_phone(text), bool)
    assert isinstance(normalize_phone(text, "ES"), str)

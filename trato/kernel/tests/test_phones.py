from __future__ import annotations

import random
import sys

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.kernel.phone_plans import international_form
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


def _by_the_parser(text: str) -> str:
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return ""
    is_valid = phonenumbers.is_valid_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if is_valid else ""


def _examples() -> list[str]:
    kinds = phonenumbers.PhoneNumberType.values()
    numbers = [
        phonenumbers.example_number_for_type(region, kind)
        for region in sorted(phonenumbers.SUPPORTED_REGIONS)
        for kind in kinds
    ]
    written = (phonenumbers.PhoneNumberFormat.E164, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return [phonenumbers.format_number(one, form) for one in numbers if one is not None for form in written]


def test_the_plans_of_all_countries_say_what_the_parser_says() -> None:
    examples = _examples()
    told = {text: international_form(text) for text in examples}
    assert {text: form for text, form in told.items() if form is not None} == {
        text: _by_the_parser(text) for text, form in told.items() if form is not None
    }
    assert sum(form is not None for form in told.values()) > 0.85 * len(told)


def test_the_plans_agree_with_the_parser_on_any_digits() -> None:
    dice = random.Random(7)
    for code in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE):
        for _time in range(100):
            text = f"+{code}" + "".join(dice.choices("0123456789", k=dice.randrange(4, 12)))
            form = international_form(text)
            assert form in {None, _by_the_parser(text)}, text


@given(st.text("+0123456789 ().-", max_size=24))
def test_the_plans_agree_with_the_parser_however_a_number_is_written(text: str) -> None:
    form = international_form(f"+{text}")
    assert form in {None, _by_the_parser(f"+{text}")}

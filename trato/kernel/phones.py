"""Telephone numbers."""

from __future__ import annotations

import re
from functools import lru_cache

from trato.kernel.phone_plans import international_form

_NOT_DIGITS = re.compile(r"\D+")
_SHAPE = re.compile(
    r"(?:tel:)?\+?[\d\s().\-/\u2010-\u2013]{3,40}(?:\s*(?:ext\.?|x|#|;ext=)\s*\d{1,7})?", re.IGNORECASE
)
_EXTENSION = re.compile(r"(?:ext|x|#)", re.IGNORECASE)
_PLAIN = re.compile(r"\d{3,15}")
_FEWEST, _MOST = 3, 15


def digits(text: str) -> str:
    """The digits of a number, by which it is compared and found."""
    found = _NOT_DIGITS.sub("", text)
    return found if found.isascii() else "".join(str(int(digit)) for digit in found)


def is_phone(text: str) -> bool:
    """Whether the text looks like a telephone number; whether anybody answers is another question."""
    shape = _SHAPE.fullmatch(text.strip())
    if shape is None:
        return False
    return _FEWEST <= len(digits(_EXTENSION.split(text)[0])) <= _MOST


@lru_cache(maxsize=16_384)
def spaced(number: str) -> str:
    """An international number in groups, as its country writes it; any other as it stands."""
    if not number.startswith("+"):
        return number
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def normalize_phone(text: str, region: str | None = None) -> str:
    """The number in its international form if it is a valid one, else the text as it stands.

    A number without a country is read in the region (such as ES); one with an extension is left alone, since
    the international form has no place for it.
    """
    trimmed = " ".join(text.split()).removeprefix("tel:")
    known = international_form(trimmed)
    if known is not None:
        return known or trimmed
    is_international = trimmed.startswith(("+", "00"))
    if not (is_international or region) or (not region and _PLAIN.fullmatch(trimmed)):
        return trimmed
    if not is_phone(trimmed) or _EXTENSION.search(trimmed):
        return trimmed
    return _valid(trimmed, region) or trimmed


def _valid(text: str, region: str | None) -> str | None:
    import phonenumbers

    if region is None and text.startswith("00"):
        text = f"+{text[2:]}"
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

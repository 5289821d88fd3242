"""Numbers as people and programs write them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

from django.utils.translation import gettext_lazy as _

from trato.kernel.errors import Unreadable, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DecimalMark = Literal[".", ","]
MARKS: tuple[DecimalMark, DecimalMark] = (".", ",")
#: How many zeros a letter behind a number stands for: 10k, 2.5M.
UNITS = {"": 0, "k": 3, "m": 6, "b": 9, "bn": 9, "万": 4, "萬": 4, "亿": 8, "億": 8}

_PLAIN = re.compile(r"-?\d{1,30}")
_SHAPE = re.compile(
    r"(?P<sign>[-+]?) ?(?P<body>[\d.,](?:[\d., ']*[\d.,])?)(?:e(?P<power>[-+]?\d{1,2}))?"
    r" ?(?P<unit>bn|[kmb万萬亿億])?(?P<minus>-?)",
    re.IGNORECASE,
)
_BODY = {
    ".": re.compile(
        r"(?:\d+|[1-9]\d{0,2}(?P<mark>[, '])(?:\d{2,3}(?P=mark))*\d{3}|(?=\.\d))(?:\.(?P<rest>\d*))?"
    ),
    ",": re.compile(
        r"(?:\d+|[1-9]\d{0,2}(?P<mark>[. '])(?:\d{3}(?P=mark))*\d{3}|(?=,\d))(?:,(?P<rest>\d*))?"
    ),
}
# Only one mark, and behind it not three digits: nothing but a decimal mark.
_DECIDED = re.compile(r"-?\d+([.,])(?:\d{1,2}|\d{4,})")
_CORE = re.compile(r"[.,]?\d(?:[\d., ']*\d)?")
_LONGEST = 60
_LOOKALIKES = str.maketrans("\u2212\u2019\u02bc\u066b\u066c", "-''.,")


class Reading(NamedTuple):
    """One way to read a number, with how many decimals it was written."""

    number: Decimal
    decimals: int


def parse_decimal(
    text: str, decimal: DecimalMark | None = None, prefers: DecimalMark | None = None
) -> Decimal:
    """The number in a text; without a decimal mark told, one that can be read two ways is refused.

    Where a mark is preferred, it decides between the two ways; a text with one way only is read that way.
    """
    cleaned = cleaned_number(text)
    if _PLAIN.fullmatch(cleaned):
        return Decimal(cleaned)
    return _only({reading.number for reading in _by_habit(readings(cleaned, decimal), prefers)}, text)


def parse_integer(text: str, decimal: DecimalMark | None = None, prefers: DecimalMark | None = None) -> int:
    """The whole number in a text; a preferred mark decides between two ways to read it."""
    cleaned = cleaned_number(text)
    if _PLAIN.fullmatch(cleaned):
        return int(cleaned)
    found = {reading.number for reading in _by_habit(readings(cleaned, decimal), prefers)}
    whole = {number for number in found if number == number.to_integral_value()}
    if found and not whole:
        raise Unreadable(_("“%(text)s” is not a whole number."), text=shortened(text))
    return int(_only(whole, text))


def decimal_mark(values: Iterable[str]) -> DecimalMark | None:
    """The decimal mark of a whole column; None if they can be read two ways and none decides."""
    votes: Counter[DecimalMark] = Counter()
    is_ambiguous = False
    for value in values:
        marks = _marks(value)
        if len(marks) == 1:
            votes.update(marks)
        is_ambiguous = is_ambiguous or len(marks) > 1
    if votes["."] != votes[","]:
        return "." if votes["."] > votes[","] else ","
    return None if votes or is_ambiguous else "."


def cleaned_number(text: str) -> str:
    """The text with plain digits, minus signs, apostrophes and spaces, and a minus for parentheses."""
    cleaned = text.strip()
    if not cleaned.isascii():
        cleaned = "".join(_plain(character) for character in cleaned.translate(_LOOKALIKES))
    if cleaned.startswith("(") and cleaned.endswith(")"):
        cleaned = f"-{cleaned[1:-1].strip()}"
    return cleaned


def readings(cleaned: str, decimal: DecimalMark | None) -> list[Reading]:
    """All numbers that the text can mean, the one with a decimal point first."""
    shape = _SHAPE.fullmatch(cleaned) if len(cleaned) <= _LONGEST else None
    if shape is None or (shape["sign"] and shape["minus"]):
        return []
    zeros = UNITS[(shape["unit"] or "").lower()] + int(shape["power"] or 0)
    sign = "-" if "-" in (shape["sign"], shape["minus"]) else ""
    found = []
    for mark in (decimal,) if decimal else MARKS:
        body = _BODY[mark].fullmatch(shape["body"])
        if body:
            digits = "".join(_decimal_text(shape["body"], mark))
            found.append(Reading(Decimal(f"{sign}{digits}e{zeros}"), len(body["rest"] or "")))
    return found


def _by_habit(found: list[Reading], prefers: DecimalMark | None) -> list[Reading]:
    return [preferred(found, prefers)] if prefers and len(found) == len(MARKS) else found


def preferred(both: list[Reading], mark: DecimalMark) -> Reading:
    """Of the two ways to read a text, as `readings` lists them, the one with this decimal mark."""
    return both[MARKS.index(mark)]


def _decimal_text(body: str, mark: DecimalMark) -> Iterator[str]:
    for character in body:
        if character.isdigit():
            yield character
        elif character == mark:
            yield "."


def _only(numbers: set[Decimal], text: str) -> Decimal:
    if not numbers:
        raise Unreadable(_("“%(text)s” is not a number."), text=shortened(text))
    if len(numbers) > 1:
        raise Unreadable(
            _("“%(text)s” can be read as two numbers: say whether “.” or “,” is the decimal mark."),
            text=shortened(text),
        )
    number = numbers.pop()
    # Without an exponent, so that 10k is written 10000 again.
    return (
        number.quantize(Decimal(1))
        if number == number.to_integral_value() and number.adjusted() < 27
        else number
    )


def _marks(value: str) -> set[DecimalMark]:
    if value.isdigit():
        return set()
    decided = _DECIDED.fullmatch(value)
    if decided:
        return {"."} if decided[1] == "." else {","}
    core = _CORE.search(cleaned_number(value))
    if core is None:
        return set()
    found = {mark: number[0].number for mark in MARKS if (number := readings(core[0], mark))}
    if len(found) == 2 and found["."] == found[","]:
        return set()
    return set(found)


def _plain(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character.isspace():
        return " "
    return unicodedata.normalize("NFKC", character)

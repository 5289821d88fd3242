"""An amount of money: whole minor units of one currency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from trato.kernel.currencies import CURRENCIES, DIGITS, SIGNS
from trato.kernel.errors import Unreadable, shortened
from trato.kernel.nearest import did_you_mean
from trato.kernel.numbers import Reading, cleaned_number, preferred, readings

if TYPE_CHECKING:
    from trato.kernel.numbers import DecimalMark

#: The largest amount that a database column of 64 bits holds.
LARGEST = 2**63 - 1

_SHAPE = re.compile(
    r"(?P<sign>[-+]?)\s*(?P<before>[^\d+-]*?)\s*(?P<inner>[-+]?)"
    r"(?P<number>(?:\d|[.,]\d)(?:[\d., ']*[\d.,])?(?:[eE][-+]?\d{1,2})?)\s*(?P<after>\D*)"
)
_UNIT = re.compile(r"(?P<unit>bn|[kmb万萬亿億])(?![a-z])\s*(?P<after>.*)", re.IGNORECASE)
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Money:
    """Ordered and added up only within its currency."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: str | int | Decimal, currency: str) -> Money:
        """The exact amount; an amount with more decimals than the currency has is refused."""
        places = digits(currency)
        try:
            number = Decimal(amount)
        except ArithmeticError:
            raise Unreadable(
                _("“%(text)s” is not an amount; write a number, such as 1200."), text=shortened(str(amount))
            ) from None
        return cls(_minor(number, places, str(amount)), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, with the currency's own digits."""
        return Decimal(self.minor).scaleb(-digits(self.currency))

    def as_text(self) -> str:
        """The amount for programs, such as 12.50."""
        places = digits(self.currency)
        if not places:
            return str(self.minor)
        whole, rest = divmod(abs(self.minor), 10**places)
        return f"{'-' if self.minor < 0 else ''}{whole}.{rest:0{places}}"

    def times(self, factor: Fraction | Decimal | int, currency: str = "") -> Money:
        """The amount times an exact factor, in this or another currency, rounded once.

        The product is exact; only the result is brought to the currency's digits, a half to the even
        neighbor, so that many roundings do not add up to one side.
        """
        code = currency or self.currency
        units = (
            Fraction(self.minor) * Fraction(factor) * Fraction(10) ** (digits(code) - digits(self.currency))
        )
        minor = round(units)
        if abs(minor) > LARGEST:
            raise Unreadable(_("“%(text)s” is too large an amount."), text=shortened(str(minor)))
        return Money(minor, code)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def _same(self, other: Money) -> int:
        if self.currency != other.currency:
            # A programming error, not something to tell people: they are never asked to compare currencies.
            raise TypeError(f"{self.currency} and {other.currency} cannot be compared or added.")
        return other.minor


def is_currency(code: str) -> bool:
    """Whether the code is one of ISO 4217's."""
    return code in CURRENCIES


def digits(currency: str) -> int:
    """How many digits the currency has after its decimal mark."""
    if currency not in CURRENCIES:
        raise Unreadable(
            _("There is no currency “%(code)s”.%(did_you_mean)s"),
            code=shortened(currency),
            did_you_mean=did_you_mean(currency.upper(), CURRENCIES),
        )
    return DIGITS.get(currency, 2)


def parse_money(
    text: str, currency: str, decimal: DecimalMark | None = None, prefers: DecimalMark | None = None
) -> Money:
    """The amount in a text; the currency is the given one unless the text names another.

    A preferred mark decides between two ways to read it, if the currency has as many decimals.
    """
    shape = _SHAPE.fullmatch(cleaned_number(text)) if len(text) <= _LONGEST else None
    if shape is None:
        raise _not_an_amount(text)
    after, unit = shape["after"].strip(), ""
    is_negative = "-" in (shape["sign"], shape["inner"])
    if after.endswith("-"):
        # 12.50- in books, and 12,- for a round price
        after, is_negative = after[:-1].strip(), not shape["number"].endswith((".", ","))
    with_unit = _UNIT.fullmatch(after)
    if with_unit and not _codes(after):
        unit, after = with_unit["unit"], with_unit["after"].strip()
    code = _currency(shape["before"].strip(), after, currency, text)
    # The decimals before a unit are none of the amount's: 1.234k is 1234.
    places = _LONGEST if unit else digits(code)
    number = _number(readings(shape["number"] + unit, decimal), places, prefers, text)
    return Money(_minor(-number if is_negative else number, digits(code), text), code)


def _number(found: list[Reading], places: int, prefers: DecimalMark | None, text: str) -> Decimal:
    if len(found) > 1 and prefers:
        found = [preferred(found, prefers)]
        if found[0].decimals > places:
            raise _too_fine(text, places)
    elif len(found) > 1:
        # 1,234 cannot be 1.234 in a currency of two digits.
        found = [reading for reading in found if reading.decimals <= places] or found
    if not found:
        raise _not_an_amount(text)
    if len({reading.number for reading in found}) > 1:
        raise _ambiguous(text, found)
    return found[0].number


def _too_fine(text: str, places: int) -> Unreadable:
    return Unreadable(
        _("“%(text)s” has more than the %(digits)s decimals of its currency."),
        text=shortened(text),
        digits=places,
    )


def _ambiguous(text: str, found: list[Reading]) -> Unreadable:
    first, second = (format(reading.number, "f") for reading in found)
    return Unreadable(
        _("“%(text)s” can be read as %(first)s or as %(second)s: say which mark is the decimal one."),
        text=shortened(text),
        first=first,
        second=second,
    )


def _currency(before: str, after: str, expected: str, text: str) -> str:
    named = [_codes(sign) for sign in (before, after) if sign]
    if not all(named):
        raise _not_an_amount(text)
    # "$12 CAD" names one currency twice: what both can mean counts.
    possible = [code for code in named[0] if all(code in others for others in named)] if named else [expected]
    if expected in possible:
        return expected
    if len(possible) != 1:
        raise Unreadable(
            _("The currency of “%(text)s” is not clear: write its three letters, such as %(code)s."),
            text=shortened(text),
            code=possible[0] if possible else expected,
        )
    return possible[0]


def _codes(sign: str) -> tuple[str, ...]:
    if sign.upper() in CURRENCIES:
        return (sign.upper(),)
    return SIGNS.get(sign) or SIGNS.get(sign.upper()) or SIGNS.get(sign.lower()) or ()


def _minor(number: Decimal, places: int, text: str) -> int:
    if not number.is_finite():
        raise _not_an_amount(text)
    if number.adjusted() + places > 18:
        raise Unreadable(_("“%(text)s” is too large an amount."), text=shortened(text))
    scaled = number.scaleb(places)
    minor = int(scaled)
    if minor != scaled:
        raise _too_fine(text, places)
    if abs(minor) > LARGEST:
        raise Unreadable(_("“%(text)s” is too large an amount."), text=shortened(text))
    return minor


def _not_an_amount(text: str) -> Unreadable:
    return Unreadable(_("“%(text)s” is not an amount; write a number, such as 1200."), text=shortened(text))

"""Lines of goods and services with quantity, price, discount and tax: what is sold, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from trato.kernel.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trato.records.values import Ref

ONE, NOTHING = Decimal(1), Decimal(0)
HUNDRED = Fraction(100)


@dataclass(frozen=True)
class Line:
    """One line. Name and price are copies: what the catalog says later changes nothing here.

    `discount` and `tax` are percentages; tax comes on top of the net amount. Amounts are exact until each
    line's net and each line's tax are rounded to the currency's digits, a half to the even unit. Sums add
    these rounded amounts, so that what is printed adds up.
    """

    name: str
    product: Ref | None = None
    description: str = ""
    quantity: Decimal = ONE
    price: Money | None = None
    discount: Decimal = NOTHING
    tax: Decimal = NOTHING

    @property
    def gross(self) -> Money | None:
        """Quantity times price, before the discount; None without a price."""
        return None if self.price is None else self.price.times(Fraction(self.quantity))

    @property
    def net(self) -> Money | None:
        """Quantity times price, less the discount; None without a price."""
        if self.price is None:
            return None
        return self.price.times(Fraction(self.quantity) * (1 - Fraction(self.discount) / HUNDRED))

    @property
    def tax_amount(self) -> Money | None:
        net = self.net
        return None if net is None else net.times(Fraction(self.tax) / HUNDRED)

    @property
    def total(self) -> Money | None:
        """The net amount with its tax."""
        net, tax = self.net, self.tax_amount
        return None if net is None or tax is None else net + tax


Lines = tuple[Line, ...]


@dataclass(frozen=True)
class Totals:
    """What lines of one currency come to. `subtotal` is what they cost before the discount, which is None
    where no line has one; `net` is what is left. `is_whole` says that every line has a price.
    """

    subtotal: Money | None
    discount: Money | None
    net: Money | None
    tax: Money | None
    total: Money | None
    is_whole: bool


def totals(lines: Iterable[Line]) -> Totals:
    """The sums over the lines that have a price; None where none has."""
    lines = tuple(lines)
    priced = [line for line in lines if line.price is not None]
    if not priced:
        return Totals(None, None, None, None, None, is_whole=False)
    zero = Money(0, currency_of(priced))
    net = sum((line.net for line in priced if line.net is not None), zero)
    tax = sum((line.tax_amount for line in priced if line.tax_amount is not None), zero)
    subtotal = sum((line.gross for line in priced if line.gross is not None), zero)
    discount = subtotal - net if any(line.discount for line in priced) else None
    return Totals(subtotal, discount, net, tax, net + tax, is_whole=len(priced) == len(lines))


def worth(lines: Iterable[Line]) -> Money | None:
    """What lines come to before tax, once all of them have a price."""
    found = totals(lines)
    return found.net if found.is_whole else None


def currency_of(lines: Iterable[Line]) -> str:
    """The one currency of lines that have a price; empty if none has."""
    return next((line.price.currency for line in lines if line.price is not None), "")

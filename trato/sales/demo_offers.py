"""What the demo's deals offer: their products, each at a price by which all come to the deal's value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trato.kernel.money import Money
from trato.records.lines import Line, Lines
from trato.records.values import Ref

#: Prices are agreed in steps of so many of the smallest coin.
STEP = 5_000


def offered(products: Sequence[Ref], prices: Mapping[int, Money], value: Money | None) -> Lines | None:
    """Lines that come to the value, shared out by the list prices; None where one of them is not known."""
    listed = [prices.get(ref.id or 0) for ref in products]
    known = [one.minor for one in listed if one is not None]
    if value is None or not known or len(known) < len(products):
        return None
    shares = [value.minor * one // sum(known) // STEP * STEP for one in known]
    shares[0] += value.minor - sum(shares)
    return tuple(
        Line(ref.label, ref, price=Money(share, value.currency))
        for ref, share in zip(products, shares, strict=True)
    )

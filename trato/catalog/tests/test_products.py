"""Goods: prices in any currency, found by name, family and reference."""

from __future__ import annotations

import pytest

from trato.accounts.actor import Actor
from trato.kernel.money import Money
from trato.records import actions, rows
from trato.records.errors import Invalid
from trato.testing.assertions import unchanged
from trato.testing.makers import Makers


def test_prices(owner: Actor, make: Makers) -> None:
    yen = make.product(price={"amount": "1200", "currency": "JPY"})
    none = make.product()
    assert rows.one(owner, "products", yen)["price"] == Money(1200, "JPY")
    assert rows.one(owner, "products", none)["price"] is None
    with unchanged(), pytest.raises(Invalid):
        actions.change(owner, "products", yen, {"price": "-1"})


@pytest.mark.parametrize("words", ["gtx", "pro", "series", "SKU-1", "family:series", "reference:sku"])
def test_found_by(owner: Actor, make: Makers, words: str) -> None:
    make.product(name="GTX Pro", family="Series G", reference="SKU-1")
    assert rows.count(owner, "products", filter=words).number == 1


def test_a_deal_keeps_its_products_in_order(owner: Actor, make: Makers) -> None:
    one, two = make.product(name="One"), make.product(name="Two")
    deal = make.deal(products=[two, one])
    assert [ref.label for ref in rows.one(owner, "deals", deal)["products"]] == ["Two", "One"]
    actions.change(owner, "deals", deal, {"products": [one, two]})
    assert [ref.label for ref in rows.one(owner, "deals", deal)["products"]] == ["One", "Two"]

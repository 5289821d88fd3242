"""A deal's lines: prices from the catalog, products and value that follow, undo, and the API."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from trato.accounts.models import User
from trato.api.tests.program import program_of
from trato.kernel.money import Money
from trato.records import actions, rows
from trato.records.errors import Invalid
from trato.records.lines import Line
from trato.records.models import ChangeSet
from trato.records.undo import undo
from trato.sales.models import DealLine
from trato.testing.cast import Cast
from trato.testing.makers import Makers


def deal(cast: Cast, pk: int) -> rows.Row:
    return rows.one(cast.owner, "deals", pk)


def goods(pk: int) -> list[tuple[int, Decimal, Money | None]]:
    kept: Any = DealLine._base_manager.filter(deal_id=pk).order_by("position")
    return [(row.product_id, row.quantity, row.net) for row in kept]


def change(cast: Cast, pk: int, **given: Any) -> None:
    actions.change(cast.owner, "deals", pk, given)


def test_a_line_copies_name_and_price_and_the_deal_is_worth_its_lines(make: Makers, cast: Cast) -> None:
    freezer = make.product(name="Freezer", price="1200")
    pk = make.deal(lines=[{"product": freezer, "quantity": "2", "discount": "10", "tax": "21"}])
    found = deal(cast, pk)
    assert found["lines"] == (
        Line(
            "Freezer", found["products"][0], "", Decimal(2), Money.of("1200", "USD"), Decimal(10), Decimal(21)
        ),
    )
    assert found["value"] == Money.of("2160", "USD")
    assert goods(pk) == [(freezer, Decimal(2), Money.of("2160", "USD"))]
    actions.change(cast.owner, "products", freezer, {"price": "9999", "name": "Cold room"})
    assert deal(cast, pk)["value"] == Money.of("2160", "USD")
    assert deal(cast, pk)["lines"][0].name == "Freezer"


def test_a_typed_value_stays_and_an_emptied_one_follows_again(make: Makers, cast: Cast) -> None:
    pk = make.deal(value="500", lines=[{"name": "Advice", "price": "80", "quantity": "3"}])
    assert deal(cast, pk)["value"] == Money.of("500", "USD")
    change(cast, pk, value=None)
    assert deal(cast, pk)["value"] == Money.of("240", "USD")
    change(cast, pk, lines=[{"name": "Advice", "price": "80"}, {"name": "Travel", "price": None}])
    assert deal(cast, pk)["value"] is None


def test_undo_of_an_emptied_value_brings_the_typed_one_back(make: Makers, cast: Cast) -> None:
    pk = make.deal(value="500", lines=[{"name": "Advice", "price": "80"}])
    change(cast, pk, value=None)
    taken_back = undo(cast.owner, ChangeSet.objects.latest("pk").pk)
    assert (taken_back.kept, deal(cast, pk)["value"]) == ([], Money.of("500", "USD"))
    undo(cast.owner, taken_back.set)
    assert deal(cast, pk)["value"] == Money.of("80", "USD")
    change(cast, pk, lines=[{"name": "Advice", "price": "90"}])
    assert deal(cast, pk)["value"] == Money.of("90", "USD")


def test_typing_what_the_lines_come_to_is_no_value_of_ones_own(make: Makers, cast: Cast) -> None:
    advice = {"name": "Advice", "price": "80", "tax": "21"}
    pk = make.deal(value="500", lines=[advice])
    change(cast, pk, value="80")
    change(cast, pk, lines=[advice | {"quantity": "2"}])
    assert deal(cast, pk)["value"] == Money.of("160", "USD")
    change(cast, pk, value={"amount": "160", "currency": "EUR"})
    change(cast, pk, lines=[advice])
    assert deal(cast, pk)["value"] == Money.of("160", "EUR")
    # Lines that come to a typed value on their way do not make it theirs.
    change(cast, pk, value="160")
    change(cast, pk, lines=[advice | {"quantity": "2"}])
    change(cast, pk, lines=[advice | {"quantity": "3"}])
    assert deal(cast, pk)["value"] == Money.of("160", "USD")


def test_a_program_lets_the_value_follow_by_null(make: Makers, cast: Cast) -> None:
    pk = make.deal(value="500", lines=[{"name": "Advice", "price": "80", "tax": "21"}])
    program = program_of(User.objects.get(pk=cast.owner.user_id or 0))
    answer = program.patch(f"/api/deals/{pk}", {"value": None})
    assert (answer.status, answer.data["value"], answer.data["currency"]) == (200, "80.00", "USD")
    program.patch(f"/api/deals/{pk}", {"lines": [{"name": "A", "price": "90"}]})
    assert deal(cast, pk)["value"] == Money.of("90", "USD")


def test_undo_brings_lines_products_and_value_back(make: Makers, cast: Cast) -> None:
    one, other = make.product(name="Freezer", price="10"), make.product(name="Counter", price="20")
    pk = make.deal(lines=[{"product": one, "quantity": "5"}])
    before, held = deal(cast, pk), goods(pk)
    changes: list[dict[str, Any]] = [
        {"lines": [{"product": other}]},
        {"products": [other]},
        {"products": [one, other]},
        {"lines": []},
        {"value": "7"},
    ]
    for given in changes:
        change(cast, pk, **given)
        assert undo(cast.owner, ChangeSet.objects.latest("pk").pk).kept == []
        after = deal(cast, pk)
        assert {name: after[name] for name in ("lines", "products", "value")} == {
            name: before[name] for name in ("lines", "products", "value")
        }
        assert goods(pk) == held


def test_products_alone_make_lines_of_one_without_a_price(make: Makers, cast: Cast) -> None:
    freezer = make.product(name="Freezer", price="10")
    pk = make.deal(products=[freezer])
    found = deal(cast, pk)
    assert [(line.name, line.quantity, line.price) for line in found["lines"]] == [
        ("Freezer", Decimal(1), None)
    ]
    assert found["value"] is None
    change(cast, pk, products=[])
    assert deal(cast, pk)["lines"] == ()


def test_a_line_survives_its_product(make: Makers, cast: Cast) -> None:
    freezer = make.product(name="Freezer", price="10")
    pk = make.deal(lines=[{"product": freezer, "quantity": "4"}])
    before = deal(cast, pk)["lines"]
    gone = actions.purge(cast.owner, "products", [freezer])
    assert [(line.name, line.product, line.quantity) for line in deal(cast, pk)["lines"]] == [
        ("Freezer", None, Decimal(4))
    ]
    assert rows.pending_of("deals", pk) == {"products": ["Freezer"]}
    assert deal(cast, pk)["value"] == Money.of("40", "USD")
    assert gone.set is not None
    undo(cast.owner, gone.set)
    assert deal(cast, pk)["lines"] == before
    actions.purge(cast.owner, "products", [freezer])
    again = make.product(name="Freezer")
    assert [line.product.id for line in deal(cast, pk)["lines"]] == [again]
    assert goods(pk) == [(again, Decimal(4), Money.of("40", "USD"))]


def test_a_price_in_another_currency_is_converted_or_asked_for(make: Makers, cast: Cast) -> None:
    freezer = make.product(name="Freezer", price={"amount": "100", "currency": "EUR"})
    with pytest.raises(Invalid, match=r"Its price is 100\.00 EUR\. There is no exchange rate for EUR\. Type"):
        make.deal(lines=[{"product": freezer}])
    typed = make.deal(lines=[{"product": freezer, "price": "130"}])
    assert deal(cast, typed)["value"] == Money.of("130", "USD")
    make("rates", currency="EUR", rate="1.2", day="2025-01-01")
    assert deal(cast, make.deal(lines=[{"product": freezer}]))["value"] == Money.of("120", "USD")
    euros = make.deal(lines=[{"name": "Advice", "price": "1", "currency": "EUR"}, {"product": freezer}])
    assert deal(cast, euros)["value"] == Money.of("101", "EUR")


def test_the_name_follows_the_products_of_the_lines(make: Makers, cast: Cast) -> None:
    acme, freezer = make.company(name="Acme"), make.product(name="Freezer")
    pk = actions.create(cast.owner, "deals", {"company": acme, "lines": [{"product": freezer}]})
    assert deal(cast, pk)["name"] == "Acme – Freezer"
    change(cast, pk, lines=[{"name": "Advice"}])
    assert deal(cast, pk)["name"] == "Acme"

"""Lines: exact arithmetic, one rounding a line, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.kernel.money import Money, digits
from trato.records.contexts import context_for
from trato.records.errors import Invalid, InvalidFields, InvalidLine
from trato.records.fields.lines import LinesField
from trato.records.lines import Line, totals
from trato.testing.cast import Cast

PERCENT = st.decimals(0, 100, places=2)
LINES = st.builds(
    Line,
    name=st.just("Freezer"),
    quantity=st.decimals(Decimal("0.001"), 10**6, places=3),
    price=st.integers(0, 10**9).map(lambda minor: Money(minor, "KWD")),
    discount=PERCENT,
    tax=PERCENT,
)


def line(price: str, **given: Any) -> Line:
    return Line("Freezer", price=Money.of(price, "EUR"), **given)


def test_discount_comes_off_and_tax_on_top() -> None:
    one = line("100.00", quantity=Decimal(3), discount=Decimal(10), tax=Decimal(21))
    assert (one.net, one.tax_amount, one.total) == (
        Money.of("270", "EUR"),
        Money.of("56.70", "EUR"),
        Money.of("326.70", "EUR"),
    )


def test_halves_go_to_the_even_cent() -> None:
    half = Decimal("0.5")
    assert [line(price, quantity=half).net for price in ("0.01", "0.03", "0.05")] == [
        Money(0, "EUR"),
        Money(2, "EUR"),
        Money(2, "EUR"),
    ]


def test_a_line_without_a_price_makes_the_sum_a_part() -> None:
    sums = totals([line("10.00"), Line("Advice")])
    assert (sums.net, sums.is_whole) == (Money.of("10", "EUR"), False)
    assert totals([Line("Advice")]).total is None
    assert totals([]).is_whole is False


@given(st.lists(LINES, min_size=1, max_size=6))
def test_what_is_printed_adds_up(lines: list[Line]) -> None:
    sums = totals(lines)
    assert sums.net is not None
    assert sums.net.minor == sum(one.net.minor for one in lines if one.net)
    assert sums.total == Money(sum(one.total.minor for one in lines if one.total), "KWD")
    for one in lines:
        assert one.price is not None
        assert one.net is not None
        assert one.tax_amount is not None
        exact = Fraction(one.price.minor) * Fraction(one.quantity) * (100 - Fraction(one.discount)) / 100
        assert abs(one.net.minor - exact) <= Fraction(1, 2)
        assert abs(one.tax_amount.minor - one.net.minor * Fraction(one.tax) / 100) <= Fraction(1, 2)
        assert 0 <= one.net.minor <= Fraction(one.price.minor) * Fraction(one.quantity) + Fraction(1, 2)


@given(LINES)
def test_history_and_columns_give_back_the_same(one: Line) -> None:
    field = LinesField("lines", "lines")
    assert field.from_json(field.to_json((one,))) == (one,)
    assert field.load(field.dump((one,))) == (one,)
    assert digits("KWD") == 3


def test_everything_that_is_wrong_is_said_of_each_part(cast: Cast) -> None:
    given = [{"name": "x", "quantity": "0", "tax": "101"}, {"name": "y"}, {"price": "-1"}]
    with pytest.raises(InvalidFields) as refused:
        LinesField("lines", "lines").parse(given, context_for(cast.owner))
    found = [one for one in refused.value.problems if isinstance(one, InvalidLine)]
    assert [(one.number, one.part, str(one.sentence)) for one in found] == [
        (1, "quantity", "Line 1: The quantity must be above zero."),
        (1, "tax", "Line 1: Expected a number from 0 to 100."),
        (3, "name", "Line 3: A product or a name is needed."),
        (3, "price", "Line 3: A price must not be negative."),
    ]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": "x"}, "Expected a list of lines."),
        ("{", "Expected a list of lines."),
        (["x"], "Line 1: Expected an object"),
        ([{"name": "x", "colour": "red"}], "Line 1: Expected an object"),
        ([{"name": "x"}, {"name": " "}], "Line 2: A product or a name is needed."),
        ([{"name": "x", "quantity": "0"}], "Line 1: The quantity must be above zero."),
        ([{"name": "x", "quantity": "-1"}], "Line 1: Expected a number from 0 to 1000000000."),
        ([{"name": "x", "quantity": "1.0001"}], "Line 1: No more than 3 decimals here."),
        ([{"name": "x", "quantity": "NaN"}], "Line 1: "),
        ([{"name": "x", "quantity": True}], "Line 1: Expected a number."),
        ([{"name": "x", "discount": "101"}], "Line 1: Expected a number from 0 to 100."),
        ([{"name": "x", "price": "-1"}], "Line 1: A price must not be negative."),
        (
            [{"name": "x", "price": "1", "currency": "ZZZ"}],
            "Line 1: “ZZZ” is not a currency; write its three letters, such as EUR.",
        ),
        ([{"name": "x" * 201}], "Line 1: A text must not be longer than 200 characters."),
        ([{"name": 7}], "Line 1: Expected text."),
        ([{"product": 10**9}], "Line 1: "),
        ([{"name": "x"}] * 201, "There may be 200 lines at most."),
        ([{"name": "x", "price": "1"}, {"name": "y", "price": "1", "currency": "EUR"}], "one currency"),
        ([{"name": "x", "price": "90000000000000000", "quantity": "1000000"}], "Line 1: "),
    ],
)
def test_what_is_refused(cast: Cast, given: Any, sentence: str) -> None:
    field = LinesField("lines", "lines")
    field.goods = "products"
    with pytest.raises(Invalid) as refused:
        field.parse(given, context_for(cast.owner))
    assert sentence in str(refused.value.sentence)

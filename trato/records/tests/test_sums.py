"""What columns come to: sums a currency, and how many rows have a value."""

from __future__ import annotations

import pytest

from trato.kernel.money import Money
from trato.records import rows
from trato.records.errors import Invalid
from trato.testing.cast import Cast
from trato.testing.makers import Makers


def test_it_works(cast: Cast, make: Makers) -> None:
    make.company(employees=10, revenue="5")
    make.company(employees=20, revenue={"amount": "7", "currency": "EUR"})
    make.company(employees=None, revenue="1.50")
    found = rows.sums(cast.ana, "companies", of=["employees", "revenue"])
    assert found["employees"] == (rows.Sum(30, 2),)
    assert found["revenue"] == (rows.Sum(Money(700, "EUR"), 1), rows.Sum(Money(650, "USD"), 2))
    some = rows.sums(cast.ana, "companies", of=["employees"], filter="employees>10")
    assert some["employees"] == (rows.Sum(20, 1),)


def test_nothing_comes_to_nothing(cast: Cast, make: Makers) -> None:
    make.company()
    assert rows.sums(cast.ana, "companies", of=["employees", "revenue"]) == {"employees": (), "revenue": ()}
    assert rows.sums(cast.ana, "companies", of=[]) == {}


def test_only_what_one_sees(cast: Cast, make: Makers) -> None:
    make.deal(value="5", owner=cast.ana)
    make.deal(value="7", owner=cast.cleo)
    assert rows.sums(cast.cleo, "deals", of=["value"])["value"] == (rows.Sum(Money(700, "USD"), 1),)


def test_amounts_in_parts(cast: Cast, make: Makers) -> None:
    """By the record that rows link to: from the rows themselves as from counters."""
    near, far = make.stage(name="Near"), make.stage(name="Far")
    make.deal(value="5", stage=near, owner=cast.ana)
    make.deal(value="7", stage=near, owner=cast.ana)
    make.deal(value={"amount": "3", "currency": "EUR"}, stage=far, owner=cast.ana)
    make.deal(value="1", stage=far, owner=cast.ana)
    make.deal(stage=far, owner=cast.ana)
    wanted = (
        rows.Sum(Money(300, "EUR"), 1, {str(far): 300}),
        rows.Sum(Money(1300, "USD"), 3, {str(near): 1200, str(far): 100}),
    )
    assert rows.sums(cast.ana, "deals", of=["value"], filter="value>0", by="stage")["value"] == wanted
    assert rows.counted(cast.ana, "deals", filter="owner:me", by="stage") == (rows.Count(5), wanted)
    assert rows.counted(cast.ana, "deals", by="stage") == (rows.Count(5), wanted)
    assert rows.counted(cast.ana, "deals") == (
        rows.Count(5),
        (rows.Sum(Money(300, "EUR"), 1), rows.Sum(Money(1300, "USD"), 3)),
    )


@pytest.mark.parametrize("name", ["name", "bogus", "owner"])
def test_what_is_no_number(cast: Cast, name: str) -> None:
    with pytest.raises(Invalid):
        rows.sums(cast.ana, "deals", of=[name])


def test_rows_of_these_ids(cast: Cast, make: Makers) -> None:
    made = [make.deal(name=f"Deal {at}", owner=cast.ana) for at in range(4)]
    hers = make.deal(owner=cast.cleo)
    found = rows.read(cast.ana, "deals", columns=("name",), sort="id", ids=[made[3], made[1], hers, 10**9])
    assert [row["name"] for row in found.rows] == ["Deal 1", "Deal 3"]
    assert rows.read(cast.ana, "deals", columns=("name",), ids=[]).rows == []

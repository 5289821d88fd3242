"""The people of the tests see what they should."""

from __future__ import annotations

import pytest

from trato.accounts.rights import Right
from trato.records import access, rows
from trato.records.registry import registry
from trato.testing.assertions import assert_no_drift
from trato.testing.cast import Cast
from trato.testing.makers import Makers


@pytest.mark.parametrize(
    ("who", "sees"),
    [("owner", 1), ("adam", 1), ("mia", 1), ("ana", 1), ("ben", 1), ("cleo", 0), ("rita", 0)],
)
def test_who_sees_anas_deal(cast: Cast, make: Makers, who: str, sees: int) -> None:
    make.deal(owner=cast.ana, value="900")
    assert rows.count(getattr(cast, who), "deals").number == sees


def test_dov_may_not_even_ask(cast: Cast) -> None:
    assert [one.key for one in registry.types() if access.may(cast.dov, one, Right.READ)] == []


def test_the_cast_leaves_counters_right(cast: Cast) -> None:
    assert_no_drift()

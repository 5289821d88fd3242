"""What counters tell of a list is what its rows come to, for every filter that they understand."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trato.kernel.money import Money
from trato.records import actions, rows
from trato.records.registry import registry
from trato.records.rows import Summary, counters
from trato.records.rows.plan import select
from trato.testing.cast import Cast
from trato.testing.makers import Makers

UNDERSTOOD = [
    "",
    "owner:me",
    "status:open",
    "status:open,won",
    "owner:me status:open",
    "status:lost owner:me",
    "(status:open) (owner:me)",
    "stage:Qualified",
    "stage:Qualified,Proposal owner:me",
    "owner:me stage:Won",
]
OTHER = [
    "status:open stage:Qualified",
    "not status:open",
    "status!=open",
    "stage:none",
    "status:open or owner:me",
    "status:open name:deal",
    "owner:none status:open",
    "owner:me,ben",
    "value>10",
]


@pytest.fixture
def deals(cast: Cast, make: Makers) -> None:
    for at, (stage, owner, amount) in enumerate(
        [
            ("Qualified", cast.ana, "10"),
            ("Qualified", cast.cleo, "20"),
            ("Proposal", cast.ana, {"amount": "5", "currency": "EUR"}),
            ("Won", cast.ana, "40"),
            ("Won", cast.ben, "80"),
            ("Proposal", None, "160"),
            ("Qualified", cast.ana, None),
        ]
    ):
        make.deal(name=f"Deal {at}", stage=stage, owner=owner, value=amount, by=cast.owner)
    gone = make.deal(name="Deal in the bin", stage="Qualified", owner=cast.ana, value="1000")
    actions.archive(cast.ana, "deals", [gone])


def by_rows(actor: object, words: str) -> Summary:
    found = rows.read(actor, "deals", columns=["value"], filter=words, limit=500).rows  # type: ignore[arg-type]
    sums: dict[str, int] = {}
    for row in found:
        if row["value"] is not None:
            sums[row["value"].currency] = sums.get(row["value"].currency, 0) + row["value"].minor
    amounts = tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))
    return Summary(rows.Count(len(found)), amounts)


@pytest.mark.parametrize("words", [*UNDERSTOOD, *OTHER])
@pytest.mark.parametrize("who", ["owner", "ana", "cleo"])
def test_counters_and_rows_say_the_same(cast: Cast, deals: None, who: str, words: str) -> None:
    actor = getattr(cast, who)
    assert rows.summary(actor, "deals", total="value", filter=words) == by_rows(actor, words)


@pytest.mark.parametrize("words", UNDERSTOOD)
def test_no_row_is_read_for_it(cast: Cast, deals: None, words: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        rows.summary(cast.ana, "deals", total="value", filter=words)
    assert not [one for one in captured.captured_queries if 'FROM "sales_deal"' in one["sql"]]


@pytest.mark.parametrize("words", OTHER)
def test_counters_do_not_guess(cast: Cast, deals: None, words: str) -> None:
    assert counters.read(cast.ana, select(cast.ana, registry.get("deals"), words)) is None


def test_groups_within_what_counters_understand(cast: Cast, deals: None) -> None:
    from trato.records.rows.summary import by_value

    found = by_value(cast.ana, "deals", "stage", total="value", filter="owner:me status:open")
    assert found is not None
    assert sorted((one.count.number, one.totals) for one in found.values()) == [
        (1, (Money(500, "EUR"),)),
        (2, (Money(1000, "USD"),)),
    ]

"""Rows in groups come to what their rows say, whether counters or the rows themselves were asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trato.accounts.actor import Actor
from trato.kernel.money import Money
from trato.records import actions, rows
from trato.records.registry import registry
from trato.testing.cast import Cast
from trato.testing.makers import Makers

#: Whole hours, half of one, three quarters, and clocks that are put forward on an edge of a month.
ZONES = ("UTC", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Kiritimati", "Asia/Amman")


def around(edge: datetime) -> list[datetime]:
    """Moments near the edge of a month, and in its middle."""
    minutes = (-1500, -840, -346, -345, -331, -330, -1, 0, 1, 299, 300, 720, 20_000)
    return [edge + timedelta(minutes=one) for one in minutes]


@pytest.mark.parametrize("zone", ZONES)
def test_moments_are_in_the_month_of_the_reader(owner: Actor, make: Makers, zone: str) -> None:
    moments = [*around(datetime(2026, 3, 1, tzinfo=UTC)), *around(datetime(2025, 4, 1, tzinfo=UTC))]
    for moment in moments:
        pk = make.deal()
        registry.get("deals").model._base_manager.filter(pk=pk).update(created_at=moment)
    reader = replace(owner, time_zone=zone)
    found = rows.group(reader, "deals", by="created_at", by_month=True)
    wanted = Counter(one.astimezone(ZoneInfo(zone)).date().replace(day=1) for one in moments)
    assert [(one.value, one.count) for one in found] == sorted(wanted.items())


def test_days_are_in_their_month_with_sums(owner: Actor, make: Makers) -> None:
    for day, value in (("2026-01-31", "10"), ("2026-02-01", "20"), ("2026-02-28", "€5"), ("2026-02-03", "")):
        make.deal(expected_close_on=day, value=value or None)
    found = rows.group(owner, "deals", by="expected_close_on", total="value", by_month=True)
    told = [(str(one.value), one.count, one.total) for one in found]
    assert told == [
        ("2026-01-01", 1, Money(1000, "USD")),
        ("2026-02-01", 2, Money(500, "EUR")),
        ("2026-02-01", 1, Money(2000, "USD")),
    ]


def live(actor: Actor, by: str) -> list[tuple[str, int, int]]:
    """What the rows themselves come to; counters do not understand this filter."""
    found = rows.group(actor, "deals", by=by, total="value", filter="name:any")
    return [(one.value.label if one.value else "", one.count, one.total.minor) for one in found]


@pytest.mark.parametrize("by", ["owner", "stage"])
def test_counters_tell_the_same_as_rows(cast: Cast, make: Makers, by: str) -> None:
    for owner, stage, value in (
        (cast.ana, "Qualified", 10),
        (cast.ana, "Won", 20),
        (cast.ben, "Qualified", 40),
        (None, "Qualified", 80),
    ):
        make.deal(name="Freezer", owner=owner, stage=stage, value=value)
    for actor in (cast.owner, cast.ana, cast.ben, cast.mia):
        with CaptureQueriesContext(connection) as asked:
            found = rows.group(actor, "deals", by=by, total="value")
        assert not any('FROM "sales_deal"' in one["sql"] for one in asked.captured_queries)
        told = [(one.value.label if one.value else "", one.count, one.total.minor) for one in found]
        assert told == live(actor, by)


def test_an_owner_is_named_as_now(cast: Cast, make: Makers) -> None:
    make.deal(owner=cast.ana)
    actions.change(cast.owner, "users", cast.ana.user_id or 0, {"name": "Ana María"})
    assert [one.value.label for one in rows.group(cast.owner, "deals", by="owner")] == ["Ana María"]

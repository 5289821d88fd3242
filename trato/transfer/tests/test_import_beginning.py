"""What a row says nothing of, and a new record has all the same."""

from __future__ import annotations

from datetime import date

import time_machine

from trato.transfer.tests.conftest import Bring, Read, as_csv


@time_machine.travel("2026-03-10T12:00:00Z", tick=False)
def test_a_deal_of_a_file_without_the_day_is_opened_today(bring: Bring, table: Read) -> None:
    bring("deals", as_csv("name,stage,close date", "A,Proposal,", "B,Won,2025-01-02", "C,Won,"))
    found = {row["name"]: row["opened_on"] for row in table("deals", "name", "opened_on")}
    assert found == {"A": date(2026, 3, 10), "B": None, "C": None}


@time_machine.travel("2026-03-10T12:00:00Z", tick=False)
def test_a_file_that_has_the_day_leaves_it_empty(bring: Bring, table: Read) -> None:
    bring("deals", as_csv("name,stage,engage date", "A,Proposal,", "B,Proposal,2026-02-01"))
    found = {row["name"]: row["opened_on"] for row in table("deals", "name", "opened_on")}
    assert found == {"A": None, "B": date(2026, 2, 1)}


def test_a_row_that_comes_again_leaves_the_day(bring: Bring, table: Read) -> None:
    with time_machine.travel("2026-03-10T12:00:00Z", tick=False):
        bring("deals", as_csv("reference,stage", "R1,Proposal"))
    with time_machine.travel("2026-03-12T12:00:00Z", tick=False):
        bring("deals", as_csv("reference,stage,value", "R1,Proposal,5"))
    assert [row["opened_on"] for row in table("deals", "opened_on")] == [date(2026, 3, 10)]

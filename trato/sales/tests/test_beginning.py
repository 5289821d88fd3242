"""The day on which a deal was opened: today, by whichever door it comes, unless something else is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import time_machine

from trato.accounts.actor import Actor
from trato.accounts.models import User
from trato.api.tests.program import program_of
from trato.records import access, actions, rows
from trato.records.registry import registry
from trato.records.undo import undo
from trato.sales.leads import convert_lead
from trato.testing.assertions import assert_no_drift
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers, last_set

TODAY = date(2026, 3, 9)


@pytest.fixture(autouse=True)
def _a_day() -> Iterator[None]:
    with time_machine.travel("2026-03-09T23:30:00Z", tick=False):
        yield


def opened(actor: Actor, pk: int) -> date | None:
    found: date | None = rows.one(actor, "deals", pk, columns=("opened_on",))["opened_on"]
    return found


def test_of_a_program(cast: Cast) -> None:
    program = program_of(User.objects.get(pk=cast.owner.user_id or 0))
    said: list[dict[str, str | None]] = [{}, {"opened_on": None}, {"opened_on": "2026-01-02"}]
    made = [program.post("/api/deals", {"name": "A", **one}).data["opened_on"] for one in said]
    assert made == ["2026-03-09", None, "2026-01-02"]


def test_it_is_the_day_of_who_makes_it(cast: Cast) -> None:
    ana = replace(cast.ana, time_zone="Europe/Madrid")  # where the next day has begun
    assert opened(ana, actions.create(ana, "deals", {"name": "A"})) == date(2026, 3, 10)


def test_of_a_lead(cast: Cast, make: Makers) -> None:
    lead = access.fetch(cast.ana, registry.get("leads"), make.lead(name="Ana", owner=cast.ana))
    assert opened(cast.ana, convert_lead(cast.ana, lead, deal={"name": "A"})["deals"]) == TODAY


@pytest.mark.parametrize(("closed", "day"), [("2026-03-09", TODAY), ("2025-12-01", None)])
def test_of_a_deal_that_is_over(closed: str, day: date | None, cast: Cast) -> None:
    given = {"name": "A", "stage": "Won", "closed_on": closed}
    assert opened(cast.ana, actions.create(cast.ana, "deals", given)) == day


def test_it_comes_back_as_it_was(cast: Cast) -> None:
    made = last_set(cast.ana, lambda: actions.create(cast.ana, "deals", {"name": "A", "opened_on": None}))
    undo(cast.ana, undo(cast.ana, made).set)
    (row,) = rows.read(cast.ana, "deals", columns=("name", "opened_on")).rows
    assert (row["name"], row["opened_on"]) == ("A", None)
    assert_no_drift()


@pytest.mark.parametrize(
    ("posted", "day"),
    [({}, TODAY), ({"opened_on": ""}, None), ({"opened_on": "2026-01-02"}, date(2026, 1, 2))],
)
def test_of_a_form(posted: dict[str, str], day: date | None, cast: Cast) -> None:
    sign_in(cast.ana).post("/deals/new", {"name": "A", **posted})
    (row,) = rows.read(cast.ana, "deals", columns=("opened_on",)).rows
    assert row["opened_on"] == day

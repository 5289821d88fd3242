from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from trato.records import actions
from trato.records.upcoming import Upcoming, upcoming
from trato.testing.assertions import assert_same_queries
from trato.testing.cast import Cast
from trato.testing.makers import Makers

pytestmark = pytest.mark.django_db


def about(*deals: int) -> list[dict[str, Any]]:
    return [{"type": "deals", "id": pk} for pk in deals]


def test_the_next_task_of_each_record(cast: Cast, make: Makers, deal: int, clock: Any) -> None:
    idle, vague = make.deal(owner=cast.ana), make.deal(owner=cast.ana)
    late = make.task(owner=cast.ana, name="Late", due_on="2026-11-19", about=about(deal))
    for day in ("2026-11-20", "2026-11-21", None):
        make.task(owner=cast.ana, due_on=day, about=about(deal))
    undated = make.task(owner=cast.ana, name="Some day", about=about(vague))
    found = upcoming(cast.ana, "deals", [deal, idle, vague])
    assert found == {
        deal: Upcoming(date(2026, 11, 19), "Late", "circle-check", "tasks", late, "overdue"),
        vague: Upcoming(None, "Some day", "circle-check", "tasks", undated, "later"),
    }


@pytest.mark.parametrize(
    ("day", "state"), [("2026-11-19", "overdue"), ("2026-11-20", "today"), ("2026-11-21", "later")]
)
def test_what_is_late_today_and_later(
    cast: Cast, make: Makers, deal: int, clock: Any, day: str, state: str
) -> None:
    make.task(owner=cast.ana, due_on=day, about=about(deal))
    assert upcoming(cast.ana, "deals", [deal])[deal].state == state


def test_what_is_done_or_in_the_bin_does_not_come(cast: Cast, make: Makers, deal: int) -> None:
    make.task(owner=cast.ana, status="done", about=about(deal))
    binned = make.task(owner=cast.ana, about=about(deal))
    actions.archive(cast.ana, "tasks", [binned])
    assert upcoming(cast.ana, "deals", [deal]) == {}


def test_nobody_hears_of_tasks_out_of_sight(cast: Cast, make: Makers) -> None:
    shared = make.company(owner=cast.cleo)
    mine = [{"type": "companies", "id": shared}]
    make.task(owner=cast.ana, due_on="2026-11-19", about=mine)
    assert upcoming(cast.ana, "companies", [shared])[shared].title == "Task 2"
    assert upcoming(cast.cleo, "companies", [shared]) == {}
    assert upcoming(cast.dov, "companies", [shared]) == {}


def test_many_records_ask_no_more_often_than_one(cast: Cast, make: Makers, deal: int) -> None:
    many = make.many("deals", 12, owner=cast.ana)
    for pk in (deal, *many):
        make.task(owner=cast.ana, about=about(pk))
    assert_same_queries(
        lambda: upcoming(cast.ana, "deals", [deal]), lambda: upcoming(cast.ana, "deals", [deal, *many])
    )

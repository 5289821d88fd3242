"""The first day of the week, the fiscal year and the working hours, wherever they matter."""

from __future__ import annotations

from typing import Any

import pytest

from trato.accounts import workspace
from trato.accounts.models import Workspace
from trato.records import rows, snapshot
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers

pytestmark = pytest.mark.django_db
#: Sunday to Thursday, from eight to four.
SOUTHERN = [[480, 960]] * 4 + [None, None, [480, 960]]


@pytest.fixture(autouse=True)
def _clock(clock: Any) -> None:
    """Friday, 20 November 2026, nine o'clock."""


def settle(**given: Any) -> None:
    Workspace.objects.filter(pk=1).update(**given)
    workspace.touch()
    snapshot.refresh()


def titles(cast: Cast, words: str) -> list[str]:
    return [row["name"] for row in rows.read(cast.ana, "deals", filter=words, sort="name").rows]


def test_the_calendar_begins_its_weeks_there(cast: Cast) -> None:
    client = sign_in(cast.ana)
    assert "16 Nov – 22 Nov" in client.get("/calendar/").text
    settle(first_weekday=6)
    assert "15 Nov – 21 Nov" in client.get("/calendar/").text
    month = client.get("/calendar/?view=month").text
    assert month.index(">Sun<") < month.index(">Mon<") < month.index(">Sat<")


def test_this_week_is_the_same_week_in_filters(cast: Cast, make: Makers) -> None:
    for day in ("2026-11-15", "2026-11-21", "2026-11-22"):
        make.deal(owner=cast.ana, name=day, expected_close_on=day)
    assert titles(cast, "expected_close_on:this-week") == ["2026-11-21", "2026-11-22"]
    settle(first_weekday=6)
    assert titles(cast, "expected_close_on:this-week") == ["2026-11-15", "2026-11-21"]


def test_quarters_and_years_are_fiscal_ones(cast: Cast, make: Makers) -> None:
    for day in ("2026-01-10", "2026-04-01", "2026-10-31", "2026-11-01", "2027-01-31"):
        make.deal(owner=cast.ana, name=day, expected_close_on=day)
    assert titles(cast, "expected_close_on:this-quarter") == ["2026-10-31", "2026-11-01"]
    assert titles(cast, "expected_close_on:this-year") == [
        "2026-01-10",
        "2026-04-01",
        "2026-10-31",
        "2026-11-01",
    ]
    settle(fiscal_month=2)
    assert titles(cast, "expected_close_on:this-quarter") == ["2026-11-01", "2027-01-31"]
    assert titles(cast, "expected_close_on:2026-q4") == ["2026-11-01", "2027-01-31"]
    assert titles(cast, "expected_close_on:this-year") == [
        "2026-04-01",
        "2026-10-31",
        "2026-11-01",
        "2027-01-31",
    ]
    assert titles(cast, "expected_close_on:2026")[0] == "2026-01-10"


def test_the_calendar_shades_what_lies_outside_the_working_hours(cast: Cast) -> None:
    client = sign_in(cast.ana)
    friday = client.get("/calendar/?view=day&on=2026-11-20").text
    assert friday.count('class="idle') == 2
    assert 'class="idle r1 e37"' in friday
    assert 'class="idle r73 e97"' in friday
    assert 'data-scroll="8"' in friday
    settle(working_hours=SOUTHERN)
    friday = client.get("/calendar/?view=day&on=2026-11-20").text
    assert friday.count('class="idle') == 1
    assert 'class="idle r1 e97"' in friday
    sunday = client.get("/calendar/?view=day&on=2026-11-22").text
    assert 'class="idle r1 e33"' in sunday
    assert 'data-scroll="7"' in sunday
    assert client.get("/calendar/?view=month&on=2026-11-20").text.count('class="cell off') == 11  # and today


@pytest.mark.parametrize(("hour", "scrolled"), [("06:30", 6), ("07:45", 7), ("05:59", 8), ("12:00", 8)])
def test_the_calendar_begins_with_what_stands_shortly_before_work(
    cast: Cast, make: Makers, hour: str, scrolled: int
) -> None:
    end = f"{int(hour[:2]) + 1:02}:30"
    make.meeting(owner=cast.ana, starts_at=f"2030-01-09T{hour}Z", ends_at=f"2030-01-09T{end}Z")
    for view in ("day", "week"):
        page = sign_in(cast.ana).get(f"/calendar/?view={view}&on=2030-01-09").text
        assert f'data-scroll="{scrolled}"' in page


def test_later_is_the_next_working_day(cast: Cast, make: Makers) -> None:
    client = sign_in(cast.ana)
    for hours, day in ((None, "Mon 23 Nov 2026"), (SOUTHERN, "Sun 22 Nov 2026")):
        if hours:
            settle(working_hours=hours)
        pk = make.task(owner=cast.ana, name="Call", due_on="2026-11-20")
        client.post("/day/later", {"queue": "today", "type": "tasks", "id": pk})
        assert f"waits until {day}" in client.get("/").text

"""What the composer proposes lies within the working hours."""

from __future__ import annotations

import re
from typing import Any

import pytest

from trato.accounts import workspace
from trato.accounts.models import Workspace
from trato.activities.models import Task
from trato.records import snapshot
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers

pytestmark = pytest.mark.django_db
SOUTHERN = [[480, 960]] * 4 + [None, None, [480, 960]]


def settle(hours: list[Any]) -> None:
    Workspace.objects.filter(pk=1).update(working_hours=hours)
    workspace.touch()
    snapshot.refresh()


def proposed(cast: Cast, pk: int, write: str) -> str:
    return sign_in(cast.ana).get(f"/companies/{pk}?write={write}").text


@pytest.mark.parametrize(
    ("now", "start"),
    [
        ("2026-11-20T06:10:00Z", "2026-11-20T10:00"),
        ("2026-11-20T12:10:00Z", "2026-11-20T13:00"),
        ("2026-11-20T16:10:00Z", "2026-11-20T17:00"),
        ("2026-11-20T17:10:00Z", "2026-11-23T10:00"),
        ("2026-11-21T12:00:00Z", "2026-11-23T10:00"),
        ("2026-11-20T23:30:00Z", "2026-11-23T10:00"),
    ],
)
def test_a_meeting_is_proposed_while_people_work(
    cast: Cast, make: Makers, clock: Any, now: str, start: str
) -> None:
    pk = make.company(owner=cast.ana)
    clock.move_to(now)
    assert f'value="{start}"' in proposed(cast, pk, "meetings")
    form = sign_in(cast.ana).get(f"/meetings/new?about=companies/{pk}").text
    ends = f"{start[:11]}{int(start[11:13]) + 1}:00"
    assert re.findall(r'name="(?:starts|ends)_at"\s+value="([^"]+)"', form) == [start, ends]


def test_an_hour_that_is_asked_for_stands_alone(cast: Cast, clock: Any) -> None:
    form = sign_in(cast.ana).get("/meetings/new?starts_at=2026-12-01T15:00").text
    assert re.findall(r'name="(?:starts|ends)_at"\s+value="([^"]*)"', form) == ["2026-12-01T15:00", ""]


def test_other_hours_propose_other_days(cast: Cast, make: Makers, clock: Any) -> None:
    pk = make.company(owner=cast.ana)
    settle(SOUTHERN)
    assert 'value="2026-11-22T09:00"' in proposed(cast, pk, "meetings")
    quick = proposed(cast, pk, "tasks")
    assert 'data-day="2026-11-22"' in quick
    assert 'data-day="2026-11-21"' not in quick


def test_a_reminder_of_a_day_comes_when_work_begins(cast: Cast, make: Makers, clock: Any) -> None:
    for hours, at in ((None, "2026-11-24T09:00"), (SOUTHERN, "2026-11-24T08:00")):
        if hours:
            settle(hours)
        pk = make.task(owner=cast.ana, name="Call", due_on="2026-11-24", remind_before=0)
        found = Task._base_manager.get(pk=pk).remind_at
        assert f"{found:%Y-%m-%dT%H:%M}" == at

"""The digest comes at its hour on its reader's clock, says what My day says, or nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail as outgoing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from trato.accounts.actor import Actor
from trato.accounts.models import User
from trato.notifications import digest, wishes
from trato.notifications.models import Habit
from trato.notifications.tests.conftest import HOME
from trato.notifications.tests.waiting_tasks import run_tasks
from trato.records import actions, outbox
from trato.testing.cast import Cast
from trato.testing.makers import Makers

#: The cast's Friday, an hour before its morning.
EIGHT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def habit(actor: Actor, rhythm: str = Habit.DAILY, hour: int = 8, zone: str = "UTC") -> None:
    wishes.change_habit(actor.user_id or 0, rhythm=rhythm, hour=hour)
    User.objects.filter(pk=actor.user_id or 0).update(time_zone=zone)


def look_at(clock: Any, moment: datetime) -> list[str]:
    """The subjects of what goes out at that moment."""
    before = len(outgoing.outbox)
    clock.move_to(moment)
    digest.look()
    run_tasks()
    return [str(one.subject) for one in outgoing.outbox[before:]]


def test_what_it_says(cast: Cast, make: Makers, with_mail: None, clock: Any, ben_client: Client) -> None:
    habit(cast.ben)
    late = make.task(owner=cast.ben, name="Send terms", due_on="2026-11-17")
    today = make.task(owner=cast.ben, name="Call Olga", due_on="2026-11-20", due_at="2026-11-20T14:30:00Z")
    put_off = make.deal(owner=cast.ben, name="Not now")
    ben_client.post("/day/later", {"queue": "unplanned", "type": "deals", "id": put_off})
    make.task(owner=cast.ana, name="Somebody else's", due_on="2026-11-20")
    make("deals", by=cast.adam, owner=cast.ben.user_id, name="Roof")
    make("companies", by=cast.adam, owner=cast.ben.user_id, name="Acme")
    outbox.drain()
    outgoing.outbox.clear()
    assert look_at(clock, EIGHT) == ["Your day: Fri 20 Nov 2026"]
    text = str(outgoing.outbox[-1].body)
    assert text.index("3 things to do.") < text.index("Overdue\n") < text.index("Today\n")
    assert f"Send terms (3 d ago)\n{HOME}/tasks/{late}\n" in text
    assert f"Call Olga (14:30)\n{HOME}/tasks/{today}\n" in text
    assert "Adam assigned Acme to you\n" in text.partition("New for you")[2]
    assert "assigned Roof" not in text  # it stands above: a deal without a next step
    assert "Roof" in text
    assert "Not now" not in text
    assert "Somebody else's" not in text


def test_once_a_day_at_its_hour(cast: Cast, make: Makers, with_mail: None, clock: Any) -> None:
    habit(cast.ben, zone="America/Mexico_City")  # six hours behind
    make.task(owner=cast.ben, due_on="2026-11-18")
    subject = "Your day: Fri 20 Nov 2026"
    at = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
    assert look_at(clock, at - timedelta(minutes=5)) == []
    assert look_at(clock, at) == [subject]
    assert look_at(clock, at + timedelta(minutes=5)) == []
    assert look_at(clock, at + timedelta(hours=23)) == []
    assert look_at(clock, at + timedelta(hours=24)) == ["Your day: Sat 21 Nov 2026"]


def test_missed_by_hours_it_stays_away(cast: Cast, make: Makers, with_mail: None, clock: Any) -> None:
    habit(cast.ben)
    make.task(owner=cast.ben, due_on="2026-11-18")
    assert look_at(clock, EIGHT + timedelta(hours=7)) == []
    assert look_at(clock, EIGHT + timedelta(days=1, hours=5)) == ["Your day: Sat 21 Nov 2026"]


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        (Habit.DAILY, "1111111"),
        (Habit.WORKDAYS, "1111100"),
        (Habit.WEEKLY, "1000000"),
        (Habit.OFF, "0000000"),
    ],
)
def test_rhythms(rhythm: str, expected: str) -> None:
    monday = date(2026, 11, 16)
    assert (
        "".join("01"[digest.comes_on(rhythm, monday + timedelta(days=day))] for day in range(7)) == expected
    )


@pytest.mark.parametrize(
    ("rhythm", "expected"), [(Habit.DAILY, [1, 1]), (Habit.WORKDAYS, [3, 1]), (Habit.WEEKLY, [7, 1])]
)
def test_news_since_the_one_before(rhythm: str, expected: list[int]) -> None:
    days = (date(2026, 11, 16), date(2026, 11, 17))  # a Monday, a Tuesday
    assert [digest.since_the_last(rhythm, day).days for day in days] == expected


def test_a_clock_and_a_language_that_nobody_knows(
    cast: Cast, make: Makers, with_mail: None, clock: Any
) -> None:
    habit(cast.ana, zone="Nowhere/Land")
    User.objects.filter(pk=cast.ana.user_id or 0).update(language="tlh")
    habit(cast.ben)
    for one in (cast.ana, cast.ben):
        make.task(owner=one, due_on="2026-11-18")
    assert look_at(clock, EIGHT) == ["Your day: Fri 20 Nov 2026"] * 2


def test_the_hour_that_clocks_skip(cast: Cast, make: Makers, with_mail: None, clock: Any) -> None:
    """In Madrid 29 March 2026 goes from 02:00 to 03:00, at 01:00 UTC."""
    habit(cast.ben, hour=2, zone="Europe/Madrid")
    make.task(owner=cast.ben, due_on="2026-03-01")
    assert look_at(clock, datetime(2026, 3, 29, 0, 55, tzinfo=UTC)) == []
    assert look_at(clock, datetime(2026, 3, 29, 1, 0, tzinfo=UTC)) == ["Your day: Sun 29 Mar 2026"]
    assert look_at(clock, datetime(2026, 3, 29, 2, 0, tzinfo=UTC)) == []
    assert look_at(clock, datetime(2026, 3, 30, 0, 0, tzinfo=UTC)) == ["Your day: Mon 30 Mar 2026"]


def test_the_hour_that_comes_twice(cast: Cast, make: Makers, with_mail: None, clock: Any) -> None:
    """In Madrid 25 October 2026 has 02:00 at midnight UTC, and again an hour later."""
    habit(cast.ben, hour=2, zone="Europe/Madrid")
    make.task(owner=cast.ben, due_on="2026-03-01")
    assert look_at(clock, datetime(2026, 10, 25, 0, 0, tzinfo=UTC)) == ["Your day: Sun 25 Oct 2026"]
    assert look_at(clock, datetime(2026, 10, 25, 1, 0, tzinfo=UTC)) == []


def test_nothing_to_say(cast: Cast, with_mail: None, clock: Any) -> None:
    habit(cast.ben)
    assert look_at(clock, EIGHT) == []


def test_where_no_hour_has_come_nothing_is_written(cast: Cast, with_mail: None, clock: Any) -> None:
    habit(cast.ben)
    habit(cast.ana, Habit.OFF)
    clock.move_to(EIGHT - timedelta(minutes=1))
    with CaptureQueriesContext(connection) as captured:
        assert digest.look() == 0
    assert [one["sql"][:6] for one in captured.captured_queries] == ["SELECT"] * len(captured)
    assert DBTaskResult.objects.count() == 0


def test_without_a_server_it_waits_for_one(cast: Cast, make: Makers, clock: Any) -> None:
    habit(cast.ben)
    make.task(owner=cast.ben, due_on="2026-11-18")
    assert look_at(clock, EIGHT) == []
    assert Habit.objects.get().last_on is None


def test_a_read_line_and_an_old_one_are_no_news(
    cast: Cast, make: Makers, with_mail: None, clock: Any, ben_client: Client
) -> None:
    habit(cast.ben)
    clock.move_to(EIGHT - timedelta(hours=25))
    make("companies", by=cast.adam, owner=cast.ben.user_id, name="Old")
    outbox.drain()
    clock.move_to(EIGHT - timedelta(hours=1))
    make("companies", by=cast.adam, owner=cast.ben.user_id, name="Read")
    outbox.drain()
    ben_client.post("/notifications/read")
    wishes.want(cast.ben, [], wishes.MAIL)
    assert look_at(clock, EIGHT) == []
    clock.move_to(EIGHT + timedelta(hours=1))
    make("companies", by=cast.adam, owner=cast.ben.user_id, name="Fresh")
    outbox.drain()
    assert look_at(clock, EIGHT + timedelta(days=1)) == ["Your day: Sat 21 Nov 2026"]
    text = str(outgoing.outbox[-1].body)
    assert ("Nothing waits for you." in text, "Fresh" in text, "Old" in text) == (True, True, False)


def test_the_last_link_ends_it(cast: Cast, make: Makers, with_mail: None, clock: Any, eve: Client) -> None:
    habit(cast.ben)
    make.task(owner=cast.ben, due_on="2026-11-18")
    look_at(clock, EIGHT)
    link = outgoing.outbox[-1].extra_headers["List-Unsubscribe"].strip("<>").removeprefix(HOME)
    assert eve.post(link).status_code == 200
    assert Habit.objects.get().rhythm == Habit.OFF
    assert "assigned" in wishes.wanted(cast.ben, wishes.MAIL)
    assert look_at(clock, EIGHT + timedelta(days=1)) == []


def test_a_day_that_is_done_meanwhile(cast: Cast, make: Makers, with_mail: None, clock: Any) -> None:
    habit(cast.ben)
    task = make.task(owner=cast.ben, due_on="2026-11-18")
    clock.move_to(EIGHT)
    assert digest.look() == 1
    actions.change(cast.ben, "tasks", task, {"status": "done"})
    run_tasks()
    assert outgoing.outbox == []


def test_choosing(cast: Cast, ben_client: Client) -> None:
    ben_client.post("/settings/notifications/digest", {"rhythm": "workdays", "hour": "7"})
    kept = Habit.objects.get()
    assert (kept.user_id, kept.rhythm, kept.hour) == (cast.ben.user_id, "workdays", 7)
    page = ben_client.get("/settings/notifications").text
    assert '<option value="workdays" selected>' in page
    assert '<option value="7" selected>07:00</option>' in page


@pytest.mark.parametrize(
    ("rhythm", "hour"), [("hourly", "7"), ("daily", "24"), ("daily", "-1"), ("daily", "x"), ("", "")]
)
def test_strange_choices(ben_client: Client, rhythm: str, hour: str) -> None:
    assert (
        ben_client.post("/settings/notifications/digest", {"rhythm": rhythm, "hour": hour}).status_code == 422
    )
    assert not Habit.objects.exists()

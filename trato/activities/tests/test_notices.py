"""The reminder of a task stands behind its owner's bell, and guests of a meeting are told that it begins."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from trato.activities.tasks import remind
from trato.notifications import tasks
from trato.notifications.center import center, unread
from trato.records import actions, outbox
from trato.testing.cast import Cast
from trato.testing.makers import Makers


def test_a_reminder(cast: Cast, make: Makers, clock: Any) -> None:
    make.task(owner=cast.ana, name="Call Olga", due_at="2026-11-20T09:00:00Z", remind_before=0)
    for _time in range(2):
        remind()
        outbox.drain()
    assert [line.text for line in center(cast.ana).lines] == ["Reminder: Call Olga"]


def test_a_guest_is_told_once(cast: Cast, make: Makers, clock: Any) -> None:
    make.meeting(
        owner=cast.ana,
        name="Tasting",
        starts_at="2026-11-20T10:00:00Z",
        ends_at="2026-11-20T11:00:00Z",
        attendees=[{"type": "users", "id": cast.ben.user_id}],
    )
    tasks.look_each_minute()
    assert center(cast.ben).lines == []
    for _minute in range(3):
        clock.shift(timedelta(minutes=16))
        tasks.look_each_minute()
    assert [line.text for line in center(cast.ben).lines] == ["Begins at 10:00: Tasting"]


def test_what_is_finished_is_no_news(cast: Cast, make: Makers, clock: Any) -> None:
    """Its reminder and that it is due are read by then; those of other tasks are not."""
    call = make.task(owner=cast.ana, name="Call Olga", due_at="2026-11-20T09:00:00Z", remind_before=0)
    make.task(owner=cast.ana, name="Send terms", due_at="2026-11-20T09:00:00Z", remind_before=0)
    remind()
    tasks.look_now_and_then()
    outbox.drain()
    assert unread(cast.ana) == 4
    actions.change(cast.ana, "tasks", call, {"status": "done"})
    outbox.drain()
    assert unread(cast.ana) == 2
    assert {line.text for line in center(cast.ana).lines if line.is_new} == {
        "Reminder: Send terms",
        "Due today: Send terms",
    }

"""What activities want of a person today: tasks that are late, and tasks, calls and meetings of the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.activities.timeline.ahead import CALLS, MEETINGS, TASK_ICONS, TASKS, knows
from trato.records import actions, rows
from trato.records.day import Figure, Line, Queue, Reading
from trato.records.registry import registry
from trato.workspace.reader import capitalized, formats_for

if TYPE_CHECKING:
    from datetime import date

    from trato.accounts.actor import Actor
    from trato.records.day import State
    from trato.records.rows import Row

OVERDUE = "owner:me status:open due_on<today"
TODAY = "owner:me status:open due_on:today"
UNSETTLED = "owner:me outcome:planned starts_at:last-30d starts_at<today"
DONE_TODAY = "owner:me status:done done_at:today"
CALLS_TODAY = "owner:me outcome:none started_at:today"
MEETINGS_TODAY = "owner:me outcome:planned starts_at:today"
CALLED = "owner:me outcome:any started_at:today"
HELD = "owner:me outcome:held starts_at:today"
#: Takes tasks one after another.
QUEUE = "activities:queue"
DONE_LATELY = "owner:me status:done done_at:last-14d"
#: Nobody finishes more in two weeks.
MOST_DONE = 500
DONE_THIS_WEEK = "owner:me status:done done_at:this-week"


def _tasks(actor: Actor, filter: str, state: State, limit: int, sort: str = "due_on") -> list[Line]:
    if not knows(actor, TASKS, "name", "due_on", "about", "status"):
        return []
    columns = ("name", "due_on", "about", *(one for one in ("due_at", "kind") if knows(actor, TASKS, one)))
    found = rows.read(actor, TASKS, columns=columns, filter=filter, sort=sort, limit=limit).rows
    return [
        Line(
            TASKS,
            row.id,
            str(row["name"]),
            _about(row),
            TASK_ICONS.get(row.get("kind") or "", registry.get(TASKS).icon),
            row.get("due_at") or row["due_on"],
            state,
            act="complete",
        )
        for row in found
    ]


def _talks(
    actor: Actor, key: str, at: str, filter: str, limit: int, act: str = "", *, newest_first: bool = False
) -> list[Line]:
    """Calls or meetings, the earliest first unless the newest is to be."""
    if not knows(actor, key, "name", at, "about", "outcome", "owner"):
        return []
    sort = f"-{at}" if newest_first else at
    found = rows.read(actor, key, columns=("name", at, "about"), filter=filter, sort=sort, limit=limit).rows
    record_type = registry.get(key)
    return [
        Line(
            key,
            row.id,
            str(row["name"] or capitalized(record_type.label)),
            _about(row),
            record_type.icon,
            row[at],
            "today",
            act=act,
        )
        for row in found
    ]


def _about(row: Row) -> str:
    return ", ".join(ref.label for ref in row["about"][:3])


def overdue(actor: Actor, limit: int) -> list[Line]:
    return _tasks(actor, OVERDUE, "overdue", limit)


def due_today(actor: Actor, limit: int) -> list[Line]:
    """What has an hour by its hour, then the rest."""
    found = [
        *_tasks(actor, TODAY, "today", limit),
        *_talks(actor, CALLS, "started_at", CALLS_TODAY, limit, "log"),
        *_talks(actor, MEETINGS, "starts_at", MEETINGS_TODAY, limit, "hold"),
    ]
    timed = [line for line in found if isinstance(line.at, datetime)]
    return [*sorted(timed, key=_moment), *(line for line in found if line not in timed)][:limit]


def unsettled(actor: Actor, limit: int) -> list[Line]:
    """Meetings of the last month of which nobody has said whether they took place, the latest first."""
    found = _talks(actor, MEETINGS, "starts_at", UNSETTLED, limit, "hold", newest_first=True)
    return [replace(line, state="late") for line in found]


def _moment(line: Line) -> str:
    return line.at.isoformat() if line.at is not None else ""


def finished(actor: Actor, limit: int) -> list[Line]:
    return _tasks(actor, DONE_TODAY, "", limit, sort="-id")


def talked(actor: Actor, limit: int) -> list[Line]:
    """Calls that were made and meetings that were held today."""
    return [
        *_talks(actor, MEETINGS, "starts_at", HELD, limit),
        *_talks(actor, CALLS, "started_at", CALLED, limit),
    ][:limit]


def put_off(actor: Actor, pk: int, day: date) -> Any:
    """The task is due another day."""
    return actions.change(actor, TASKS, pk, {"due_on": day.isoformat()})


def put_off_call(actor: Actor, pk: int, day: date) -> Any:
    """The call is planned for the same hour of another day, on the caller's own clock."""
    at = rows.one(actor, CALLS, pk, columns=("started_at",))["started_at"]
    zone = ZoneInfo(formats_for(actor).time_zone)
    moved = datetime.combine(day, at.astimezone(zone).time(), zone)
    return actions.change(actor, CALLS, pk, {"started_at": moved.isoformat()})


def done_this_week(actor: Actor) -> Reading | None:
    """How many tasks somebody has finished this week, and on which days of the last two."""
    if not knows(actor, TASKS, "status", "done_at", "owner"):
        return None
    found = rows.read(
        actor, TASKS, columns=("done_at",), filter=DONE_LATELY, sort="-done_at", limit=MOST_DONE
    ).rows
    formats = formats_for(actor)
    days = [(formats.today - formats.local_day(row["done_at"])).days for row in found]
    number = rows.count(actor, TASKS, filter=DONE_THIS_WEEK).number
    late = rows.count(actor, TASKS, filter=OVERDUE)
    note = _("%(count)s overdue") % {"count": formats.count(late.number, late.capped)} if late.number else ""
    series = [days.count(ago) for ago in range(13, -1, -1)]
    return Reading(
        number, note=note, series=series, type_key=TASKS, filter=DONE_THIS_WEEK, note_filter=OVERDUE
    )


TALKS = {CALLS: put_off_call}
QUEUES = [
    Queue("overdue", gettext_lazy("Overdue"), 10, overdue, TASKS, OVERDUE, put_off, run=QUEUE),
    Queue(
        "today", gettext_lazy("Today"), 20, due_today, TASKS, TODAY, put_off, {CALLS: put_off_call}, run=QUEUE
    ),
    Queue("unsettled", gettext_lazy("Meetings without an outcome"), 30, unsettled, MEETINGS, UNSETTLED),
]
FIGURES = [Figure("tasks-done", gettext_lazy("Tasks done this week"), 40, done_this_week)]
DONE = [finished, talked]

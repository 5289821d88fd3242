"""What activities want of a person today: tasks that are late, and tasks, calls and meetings of the day."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

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
DONE_TODAY = "owner:me status:done done_at:today"
CALLS_TODAY = "owner:me outcome:none started_at:today"
MEETINGS_TODAY = "owner:me outcome:planned starts_at:today"
CALLED = "owner:me outcome:any started_at:today"
HELD = "owner:me outcome:held starts_at:today"
#: Takes tasks one after another.
QUEUE = "activities:queue"
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


def _talks(actor: Actor, key: str, at: str, filter: str, limit: int, act: str = "") -> list[Line]:
    """Calls or meetings, the earliest first."""
    if not knows(actor, key, "name", at, "about", "outcome", "owner"):
        return []
    found = rows.read(actor, key, columns=("name", at, "about"), filter=filter, sort=at, limit=limit).rows
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


def done_this_week(actor: Actor) -> Reading | None:
    """How many tasks somebody has finished this week, and on which days of the last two."""
    if not knows(actor, TASKS, "status", "done_at", "owner"):
        return None
    found = rows.read(
        actor, TASKS, columns=("done_at",), filter="owner:me status:done done_at:last-14d", limit=500
    ).rows
    formats = formats_for(actor)
    days = [(formats.today - formats.local_day(row["done_at"])).days for row in found]
    number = rows.count(actor, TASKS, filter=DONE_THIS_WEEK).number
    late = rows.count(actor, TASKS, filter=OVERDUE)
    note = _("%(count)s overdue") % {"count": formats.count(late.number, late.capped)} if late.number else ""
    series = [days.count(ago) for ago in range(13, -1, -1)]
    return Reading(number, note=note, series=series, type_key=TASKS, filter=DONE_THIS_WEEK)


QUEUES = [
    Queue("overdue", gettext_lazy("Overdue"), 10, overdue, TASKS, OVERDUE, put_off, QUEUE),
    Queue("today", gettext_lazy("Today"), 20, due_today, TASKS, TODAY, put_off, QUEUE),
]
FIGURES = [Figure("tasks-done", gettext_lazy("Tasks done this week"), 40, done_this_week)]
DONE = [finished, talked]

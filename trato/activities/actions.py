"""What people do with tasks and meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.activities.models import Meeting, Task
from trato.records import access
from trato.records.actions import change, changing
from trato.records.errors import Invalid, Refused
from trato.records.registry import registry

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.activities.models import Call
    from trato.records.models import Record

COMPLETED, REOPENED = "tasks.completed", "tasks.reopened"
REMINDED = "tasks.reminded"
HELD, MISSED, CANCELED = "meetings.held", "meetings.missed", "meetings.canceled"


def complete_task(actor: Actor, task: Task) -> Task:
    """The task is done. Doing it twice changes nothing."""
    with changing(actor, task, says=COMPLETED) as task:
        task.status = Task.DONE
    return task


def reopen_task(actor: Actor, task: Task) -> Task:
    """The task is to be done after all."""
    with changing(actor, task, says=REOPENED) as task:
        task.status = Task.OPEN
    return task


def tick_line(actor: Actor, task_id: int, place: int, text: str, *, is_done: bool) -> None:
    """Tick a line of a checklist off, or untick it. Raises Refused if the line is another by now."""
    task = access.fetch(actor, registry.get("tasks"), task_id, Right.EDIT)
    lines = [dict(line) for line in task.checklist]
    if place >= len(lines) or lines[place]["text"] != text:
        raise Refused(_("Somebody changed this checklist meanwhile. Look at it again."))
    lines[place]["done"] = is_done
    change(actor, "tasks", task_id, {"checklist": lines}, version=task.version)


def add_line(actor: Actor, task_id: int, text: str) -> None:
    """One more line at the end of a checklist. Raises Invalid for an empty one."""
    if not text.strip():
        raise Invalid(_("Write something first."), field="text")
    task = access.fetch(actor, registry.get("tasks"), task_id, Right.EDIT)
    lines = [*task.checklist, {"text": text, "done": False}]
    change(actor, "tasks", task_id, {"checklist": lines}, version=task.version)


def log_call(
    actor: Actor, call: Call, *, outcome: str | None = None, duration: Any = None, body: str | None = None
) -> None:
    """A planned call was made: how it went, the minutes and what was said. Raises Invalid."""
    if not outcome:
        raise Invalid(_("Say how the call went."), field="outcome")
    given = {"outcome": outcome, "duration": duration, "body": body}
    change(actor, "calls", call.pk, {name: value for name, value in given.items() if value is not None})


def reschedule_task(actor: Actor, task: Task, *, due_on: Any = None) -> None:
    """It is due on another day; its hour goes along. Raises Invalid for none."""
    _reschedule(actor, task, "due_on", due_on)


def reschedule_call(actor: Actor, call: Call, *, started_at: Any = None) -> None:
    """It is planned for another time. Raises Invalid for none."""
    _reschedule(actor, call, "started_at", started_at)


def reschedule_meeting(actor: Actor, meeting: Meeting, *, starts_at: Any = None) -> None:
    """It begins at another time, and lasts as long. Raises Invalid for none."""
    _reschedule(actor, meeting, "starts_at", starts_at)


def _reschedule(actor: Actor, record: Record, name: str, when: Any) -> None:
    if not when:
        raise Invalid(_("Say when."), field=name)
    change(actor, registry.key_of(type(record)), record.pk, {name: when})


def hold_meeting(actor: Actor, meeting: Meeting) -> Meeting:
    """The meeting took place."""
    return _ended(actor, meeting, Meeting.HELD, HELD)


def miss_meeting(actor: Actor, meeting: Meeting) -> Meeting:
    """Nobody came to the meeting."""
    return _ended(actor, meeting, Meeting.NO_SHOW, MISSED)


def cancel_meeting(actor: Actor, meeting: Meeting) -> Meeting:
    """The meeting will not take place; it stays, for the record."""
    return _ended(actor, meeting, Meeting.CANCELLED, CANCELED)


def _ended(actor: Actor, meeting: Meeting, outcome: str, says: str) -> Meeting:
    with changing(actor, meeting, says=says) as meeting:
        meeting.outcome = outcome
    return meeting

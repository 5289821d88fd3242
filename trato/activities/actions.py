"""What people do with tasks and meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trato.activities.models import Meeting, Task
from trato.records.actions import changing

if TYPE_CHECKING:
    from trato.accounts.actor import Actor

COMPLETED, REOPENED = "tasks.completed", "tasks.reopened"
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

"""What people do with tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trato.activities.models import Task
from trato.records.actions import changing

if TYPE_CHECKING:
    from trato.accounts.actor import Actor

COMPLETED, REOPENED = "tasks.completed", "tasks.reopened"


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

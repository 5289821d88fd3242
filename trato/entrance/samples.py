"""Sample data at this room's door: whether it is still coming in, and taking it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from trato.entrance.models import FilledRoom
from trato.entrance.tasks import fill_with_samples
from trato.records import sample
from trato.records.errors import Denied, Refused
from trato.records.transactions import write_transaction

if TYPE_CHECKING:
    from trato.accounts.actor import Actor


def is_coming_in() -> bool:
    """Whether a room still has its turn to add sample data."""
    under_way = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    path = fill_with_samples.module_path
    return DBTaskResult.objects.filter(task_path=path, status__in=under_way).exists()


def check(actor: Actor) -> None:
    """Whether somebody may take it away now. Raises Denied, Refused while it comes in."""
    if not actor.administers:
        raise Denied(_("Only administrators remove sample data."))
    if is_coming_in():
        raise Refused(_("Sample data is still coming in; try again in a minute."))


def remove(actor: Actor) -> sample.Plan:
    """Take all sample data away that nothing of people's needs. Raises Denied, Refused."""
    check(actor)
    with write_transaction():
        done = sample.remove(actor)
        if not done.held:
            FilledRoom.objects.all().delete()
    return done

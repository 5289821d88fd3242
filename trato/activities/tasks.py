"""What happens by itself: reminders are told when their time has come."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from django_tasks import task

from trato.accounts.actor import SYSTEM
from trato.activities import task_each
from trato.activities.actions import REMINDED
from trato.activities.models import Task
from trato.activities.plans import go_on
from trato.kernel.schedule import scheduled
from trato.records.going_on import go_on_with
from trato.records.work import writing

MOST = 500


@task()
def go_on_applying(set_id: int, ids: list[int]) -> None:
    """Apply a plan to what is too much for one request, or go on where that stopped."""
    go_on_with(set_id, lambda actor, found: go_on(actor, found, ids))


@task()
def go_on_making(set_id: int, ids: list[int]) -> None:
    """Make a task about each of more records than one request does, or go on where that stopped."""
    go_on_with(set_id, lambda actor, found: task_each.go_on(actor, found, ids))


@scheduled("activities.remind", every=timedelta(minutes=1))
def remind() -> int:
    """Put `tasks.reminded` into the outbox for open tasks whose reminder is due, once each; how many."""
    due = (
        Task.objects.unscoped("reminders are told whoever owns the task")
        .filter(remind_at__lte=timezone.now(), status=Task.OPEN, archived_at=None)
        .exclude(reminded_for=F("remind_at"), reminded_for__isnull=False)
    )
    ids = list(due.order_by("remind_at", "pk").values_list("pk", flat=True)[:MOST])
    if not ids:
        return 0
    with writing(SYSTEM, REMINDED) as work:
        work.load("tasks", ids, None)
        work.emit(REMINDED, "tasks", ids)
        Task.objects.unscoped("their reminders are told now").filter(pk__in=ids).update(
            reminded_for=F("remind_at")
        )
    return len(ids)

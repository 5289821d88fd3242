from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from trato.kernel.schedule import scheduled
from trato.records.transactions import write_transaction

KEPT = timedelta(days=30)


@scheduled("ops.forget-old-sessions", every=timedelta(hours=6))
def forget_old_sessions() -> None:
    with write_transaction():
        Session.objects.filter(expire_date__lt=timezone.now()).delete()


@scheduled("ops.forget-old-tasks", every=timedelta(hours=24))
def forget_old_tasks() -> None:
    with write_transaction():
        DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEPT).delete()

"""Runs queued tasks: looks without a lock, claims under the fair one, runs outside any transaction."""

from __future__ import annotations

import logging
import os
import socket
from datetime import timedelta
from typing import Any, cast

from django.utils import timezone
from django_tasks.base import TaskContext, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from trato.ops.watching import DONE, FAILED, watching
from trato.records.transactions import write_transaction

log = logging.getLogger("trato.tasks")

#: How long a failed task waits before its next try; after the last one it stays failed.
WAITS = (timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=10))
#: A task that claims to run this long belongs to a process that is gone.
LOST_AFTER = timedelta(hours=1)

Task = DBTaskResult[Any, Any]


def name_of_this_worker() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def run_next(worker: str) -> bool:
    """Run the most urgent task that is due. Returns whether there was one."""
    if not DBTaskResult.objects.ready().exists():
        return False
    task = _claim(worker)
    if task is None:
        return False
    _run(task)
    return True


def take_back_lost(worker: str) -> int:
    """Put tasks whose process died back into the queue. Returns how many."""
    machine = worker.partition(":")[0]
    lost = [
        task
        for task in DBTaskResult.objects.running()
        if (task.started_at or timezone.now()) < timezone.now() - LOST_AFTER or _is_dead(task, machine)
    ]
    if lost:
        with write_transaction():
            DBTaskResult.objects.running().filter(pk__in=[task.pk for task in lost]).update(
                status=TaskResultStatus.READY
            )
    return len(lost)


def _is_dead(task: Task, machine: str) -> bool:
    host, _, process = (task.worker_ids[-1] if task.worker_ids else "").rpartition(":")
    if host != machine:
        return False
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError):
        return True
    except PermissionError:
        return False
    return int(process) == os.getpid()


def _claim(worker: str) -> Task | None:
    with write_transaction():
        task = DBTaskResult.objects.ready().get_locked()
        if task is not None:
            task.claim(worker)
        return task


def _run(row: Task) -> None:
    with watching(row.task_path) as watched:
        watched.outcome = DONE if _call(row) else FAILED


def _call(row: Task) -> bool:
    try:
        task, result = row.task, cast("Any", row.task_result)
        context = (TaskContext(task_result=result),) if task.takes_context else ()
        value = task.call(*context, *result.args, **result.kwargs)
        with write_transaction():
            row.set_successful(value)
    except Exception as error:  # noqa: BLE001  # a task may fail in any way; the worker goes on
        _fail(row, error)
        return False
    return True


def _fail(row: Task, error: Exception) -> None:
    tries = len(row.worker_ids)
    extra = {"task": row.task_path, "id": str(row.pk), "try": tries}
    with write_transaction():
        row.set_failed(error)
        if tries <= len(WAITS):
            # A task is written so that doing it twice is doing it once.
            row.status = TaskResultStatus.READY
            row.run_after = timezone.now() + WAITS[tries - 1]
            row.save(update_fields=["status", "run_after"])
    if tries <= len(WAITS):
        log.warning("a task failed and will be tried again", extra=extra, exc_info=error)
    else:
        log.error("a task failed for good", extra=extra, exc_info=error)

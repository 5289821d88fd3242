"""What the worker does with the tasks whose time has come, without its retries."""

from __future__ import annotations

from typing import Any

from django_tasks_db.models import DBTaskResult


def run_tasks() -> int:
    """Run what is due now, and what that brings; how many ran."""
    ran = 0
    while (row := DBTaskResult.objects.ready().first()) is not None:
        result: Any = row.task_result
        row.claim("tests")
        row.task.call(*result.args, **result.kwargs)
        row.set_successful(None)
        ran += 1
    return ran

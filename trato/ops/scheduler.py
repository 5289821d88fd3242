"""Calls the jobs that rooms declare in `tasks.py` when their time has come."""

from __future__ import annotations

import logging
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.utils import timezone

from trato.kernel.schedule import Job, jobs
from trato.ops.models import JobRun
from trato.ops.watching import FAILED, watching
from trato.records.transactions import write_transaction

log = logging.getLogger("trato.jobs")


def load_jobs() -> None:
    """Import every room's `tasks.py`; the jobs declare themselves."""
    for config in apps.get_app_configs():
        if config.name.startswith("trato.") and find_spec(f"{config.name}.tasks"):
            import_module(f"{config.name}.tasks")


def run_due() -> list[str]:
    """Run what is due. Returns the names."""
    now = timezone.now()
    last = dict(JobRun.objects.values_list("name", "ran_at"))
    due = [job for job in jobs.values() if _is_due(job, last.get(job.name), now)]
    for job in due:
        _run(job, now)
    return [job.name for job in due]


def _is_due(job: Job, last: datetime | None, now: datetime) -> bool:
    if last is not None and now - last < job.every:
        return False
    return job.when is None or job.when()


def _run(job: Job, now: datetime) -> None:
    problem = ""
    with watching(job.name) as watched:
        try:
            job.run()
        except Exception as error:
            log.exception("a job failed", extra={"job": job.name})
            problem, watched.outcome = f"{type(error).__name__}: {error}", FAILED
    with write_transaction():
        JobRun.objects.update_or_create(name=job.name, defaults={"ran_at": now, "problem": problem})

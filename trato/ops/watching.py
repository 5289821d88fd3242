"""Keeps the account of background work: counted for the figures, logged if it took long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from trato.ops import metrics
from trato.ops.measuring import measuring, tell_if_slow

DONE, FAILED = "done", "failed"


class Watched:
    """How a piece of background work ended."""

    outcome = DONE


@contextmanager
def watching(name: str) -> Iterator[Watched]:
    """Measure a task or job by the name it has in the code."""
    watched = Watched()
    with measuring() as work:
        yield watched
    if metrics.is_on():
        metrics.count_task(name, watched.outcome, work)
    tell_if_slow("task", work, settings.SLOW_TASK_MS, {"task": name, "outcome": watched.outcome})

"""Work that comes around: rooms declare it in their `tasks.py`, the background process calls it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Job:
    """Something to do again and again; the name stays the same when the code moves."""

    name: str
    every: timedelta
    run: Callable[[], object]
    #: Whether there is anything to do, told by reading alone; without it the job comes around in any case.
    when: Callable[[], bool] | None = None


jobs: dict[str, Job] = {}


def scheduled(
    name: str, *, every: timedelta, when: Callable[[], bool] | None = None
) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Call the decorated function at this interval, in one process, soon after the start at first.

    With `when`, only if that says so: it reads whether there is anything to do, and then may come more often.

    @scheduled("forget-old-sessions", every=timedelta(hours=6))
    def forget_old_sessions() -> None: …
    """

    def declare(run: Callable[[], object]) -> Callable[[], object]:
        known = jobs.get(name)
        if known is not None and known.run.__module__ != run.__module__:
            raise ValueError(f'Two rooms declare the job "{name}": {known.run.__module__}, {run.__module__}.')
        if every < timedelta(minutes=1) and when is None:
            raise ValueError(
                f'The job "{name}" comes more than once a minute: an idle system should write nothing.'
            )
        jobs[name] = Job(name, every, run, when)
        return run

    return declare

"""The background process: task worker, scheduler and outbox reader, started and stopped by the supervisor."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable

from typing_extensions import override

log = logging.getLogger("trato.background")

#: Seconds between looks; each look is one indexed read.
OUTBOX, TASKS, JOBS = 0.5, 1.0, 15.0
LONGEST_PAUSE = 30.0


class Loop(threading.Thread):
    """One kind of work in one thread with one database connection."""

    def __init__(self, name: str, work: Callable[[], object], pause: float, stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.work, self.pause, self.stop = work, pause, stop

    @override
    def run(self) -> None:
        from django.db import close_old_connections

        failures = 0
        while not self.stop.is_set():
            try:
                busy = bool(self.work())
                failures = 0
            except Exception:
                log.exception("background work failed", extra={"loop": self.name})
                busy, failures = False, failures + 1
                close_old_connections()
            if not busy:
                self.stop.wait(min(LONGEST_PAUSE, self.pause * 2**failures))


def main() -> int:
    """Work until told to stop, or until the supervisor is gone."""
    import django

    django.setup()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    parent = os.getppid()
    loops = start(stop)
    while not stop.wait(1.0):
        if os.getppid() != parent:
            stop.set()
    for loop in loops:
        loop.join(timeout=5)
    return 0


def start(stop: threading.Event) -> list[Loop]:
    from trato.ops import scheduler, worker
    from trato.records import outbox

    scheduler.load_jobs()
    name = worker.name_of_this_worker()
    worker.take_back_lost(name)
    loops = [
        Loop("outbox", outbox.deliver_pending, OUTBOX, stop),
        Loop("tasks", lambda: worker.run_next(name), TASKS, stop),
        Loop("jobs", scheduler.run_due, JOBS, stop),
    ]
    for loop in loops:
        loop.start()
    return loops


if __name__ == "__main__":
    raise SystemExit(main())

"""Figures for Prometheus: what each process counts, and how full the queues are when somebody asks.

Web workers and the background process share nothing but a folder: each counts in a small file of its own
there, and whoever is asked adds them up. Labels are names in the code, never anything that a person entered.
"""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from trato.ops.measuring import Measured

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram

FOLDER = "metrics"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
LONG_SECONDS = (0.01, 0.1, 1.0, 10.0, 60.0, 600.0)


def is_on() -> bool:
    """Whether anybody may ask: without a token nothing is counted."""
    return bool(settings.METRICS_TOKEN)


class Figures:
    """What every process counts."""

    def __init__(self) -> None:
        _prepare()
        from prometheus_client import Counter, Histogram

        self.requests: Histogram = Histogram(
            "trato_request_seconds",
            "Requests by route, method and class of status, with what they took.",
            ("route", "method", "status"),
            buckets=SECONDS,
        )
        self.tasks: Histogram = Histogram(
            "trato_task_seconds",
            "Background tasks and jobs by name and outcome, with what they took.",
            ("name", "outcome"),
            buckets=LONG_SECONDS,
        )
        self.queries: Counter = Counter("trato_database_queries", "Statements asked of the database.")
        self.query_seconds: Counter = Counter("trato_database_seconds", "Time that these took, in seconds.")

    def database(self, work: Measured) -> None:
        self.queries.inc(work.queries)
        self.query_seconds.inc(work.query_seconds)


@cache
def figures() -> Figures:
    return Figures()


def count_request(route: str, method: str, status: int, work: Measured) -> None:
    """Count a request under the name of its route."""
    kind = method if method in METHODS else "other"
    figures().requests.labels(route, kind, f"{status // 100}xx").observe(work.seconds)
    figures().database(work)


def count_task(name: str, outcome: str, work: Measured) -> None:
    """Count a task or job of the background process."""
    figures().tasks.labels(name, outcome).observe(work.seconds)
    figures().database(work)


def exposition() -> bytes:
    """All figures of all processes in Prometheus' text format."""
    figures()
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    from trato.ops.gauges import Gauges

    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(folder()))  # type: ignore[no-untyped-call]  # the library leaves it so
    registry.register(Gauges(folder()))
    found: bytes = generate_latest(registry)
    return found


def folder() -> Path:
    return Path(settings.DATA_DIR) / FOLDER


def forget() -> None:
    """Before the processes of a server start: counting begins anew, as Prometheus expects it."""
    shutil.rmtree(folder(), ignore_errors=True)


def _prepare() -> None:
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    # The library decides where it counts when it is first imported.
    os.environ.update(PROMETHEUS_MULTIPROC_DIR=str(folder()))

"""Figures that are read when somebody asks for them: queues, people, records, memory."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Min, Sum
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from trato import __version__
from trato.records.models import Counter, OutboxEvent
from trato.records.registry import registry

if TYPE_CHECKING:
    from prometheus_client.core import Metric

_PROCESS = re.compile(r"_(\d+)\.db$")


class Gauges:
    """Reads them all, with a handful of indexed queries."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily

        yield InfoMetricFamily(
            "trato", "What runs here.", {"version": __version__, "database": connection.vendor}
        )
        for name, text, value in (*_tasks(), *_outbox(), _sessions()):
            yield GaugeMetricFamily(name, text, value)
        records = GaugeMetricFamily(
            "trato_records", "Records by type, those in the bin left out.", labels=["type"]
        )
        for key, count in records_by_type().items():
            records.add_metric([key], count)
        yield records
        memory = GaugeMetricFamily(
            "trato_process_resident_bytes", "Memory of each process.", labels=["process"]
        )
        for process, resident in memory_of(self.folder).items():
            memory.add_metric([str(process)], resident)
        yield memory


def records_by_type() -> dict[str, int]:
    """How many there are, as the counters have it."""
    counted = Counter.objects.filter(field="").values_list("type").annotate(Sum("count")).order_by("type")
    return dict.fromkeys((one.key for one in registry.types()), 0) | {key: int(one) for key, one in counted}


def memory_of(folder: Path) -> dict[int, int]:
    """Resident bytes by process, of those that count in the folder and still run."""
    known = {int(found[1]) for path in folder.glob("*.db") if (found := _PROCESS.search(path.name))}
    resident = {process: _resident(process) for process in sorted({*known, os.getpid()})}
    return {process: held for process, held in resident.items() if held}


def _resident(process: int) -> int:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _tasks() -> Iterator[tuple[str, str, float]]:
    waiting = DBTaskResult.objects.ready()
    yield "trato_tasks_waiting", "Tasks that are due.", waiting.count()
    oldest = waiting.aggregate(at=Min("enqueued_at"))["at"]
    yield "trato_task_wait_seconds", "How long the oldest of these waits.", _age(oldest)
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED)
    yield "trato_tasks_failed", "Tasks of the last 30 days that failed for good.", failed.count()


def _outbox() -> Iterator[tuple[str, str, float]]:
    waiting = OutboxEvent.objects.filter(delivered_at=None)
    yield "trato_outbox_waiting", "Events that are not delivered yet.", waiting.count()
    oldest = waiting.aggregate(at=Min("at"))["at"]
    yield "trato_outbox_lag_seconds", "How long the oldest of these waits.", _age(oldest)


def _sessions() -> tuple[str, str, float]:
    living = Session.objects.filter(expire_date__gt=timezone.now())
    return "trato_sessions", "Sessions that have not expired.", living.count()


def _age(at: datetime | None) -> float:
    return 0.0 if at is None else max(0.0, (timezone.now() - at).total_seconds())

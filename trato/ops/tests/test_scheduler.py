from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from trato.kernel import schedule
from trato.kernel.schedule import scheduled
from trato.ops import scheduler
from trato.ops.models import JobRun

pytestmark = pytest.mark.django_db

ran: list[str] = []


def good() -> None:
    ran.append("good")


def bad() -> None:
    ran.append("bad")
    raise ValueError("it rained")


@pytest.fixture(autouse=True)
def _own_jobs() -> Iterator[None]:
    known = dict(schedule.jobs)
    schedule.jobs.clear()
    ran.clear()
    yield
    schedule.jobs.clear()
    schedule.jobs.update(known)


def test_a_job_comes_around() -> None:
    scheduled("good", every=timedelta(hours=1))(good)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert scheduler.run_due() == ["good"]
        clock.shift(timedelta(minutes=59))
        assert scheduler.run_due() == []
        clock.shift(timedelta(minutes=1))
        assert scheduler.run_due() == ["good"]
    assert ran == ["good", "good"]


def test_a_failing_job_stops_no_other() -> None:
    scheduled("bad", every=timedelta(hours=1))(bad)
    scheduled("good", every=timedelta(hours=1))(good)
    scheduler.run_due()
    assert ran == ["bad", "good"]
    assert JobRun.objects.get(name="bad").problem == "ValueError: it rained"


def test_an_idle_system_would_write() -> None:
    with pytest.raises(ValueError, match="more than once a minute"):
        scheduled("good", every=timedelta(seconds=5))(good)


def test_rooms_declare_jobs() -> None:
    from trato.ops import tasks

    for name in ("forget_old_sessions", "forget_old_tasks"):
        getattr(tasks, name)()


def test_a_job_that_looks_first_writes_only_when_there_is_work() -> None:
    work: list[str] = []
    scheduled("watchful", every=timedelta(seconds=15), when=lambda: bool(work))(good)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert scheduler.run_due() == []
        assert not JobRun.objects.exists()
        work.append("something")
        assert scheduler.run_due() == ["watchful"]
        assert scheduler.run_due() == []
        clock.shift(timedelta(seconds=15))
        assert scheduler.run_due() == ["watchful"]

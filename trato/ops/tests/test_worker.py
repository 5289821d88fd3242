from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from trato.ops import worker

pytestmark = pytest.mark.django_db

done: list[str] = []


@task()
def note_down(what: str) -> str:
    done.append(what)
    return what.upper()


@task(takes_context=True)
def fail_twice(context: Any) -> None:
    done.append(f"try {context.attempt}")
    if context.attempt < 3:
        raise ValueError("not yet")


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    done.clear()


def only_row() -> Any:
    return DBTaskResult.objects.get()


def test_it_works() -> None:
    result = note_down.enqueue("first")
    assert worker.run_next("here:1")
    assert done == ["first"]
    result.refresh()
    assert result.return_value == "FIRST"
    assert not worker.run_next("here:1")


def test_the_urgent_one_goes_first() -> None:
    note_down.enqueue("later")
    note_down.using(priority=10).enqueue("urgent")
    while worker.run_next("here:1"):
        pass
    assert done == ["urgent", "later"]


def test_an_idle_worker_writes_and_locks_nothing() -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert not worker.run_next("here:1")
    assert len(queries) == 1
    assert queries[0]["sql"].startswith("SELECT")


def test_a_failed_task_is_tried_again_after_a_pause() -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        fail_twice.enqueue()
        assert worker.run_next("here:1")
        assert not worker.run_next("here:1")
        clock.shift(worker.WAITS[0])
        assert worker.run_next("here:1")
        clock.shift(worker.WAITS[1])
        assert worker.run_next("here:1")
    assert done == ["try 1", "try 2", "try 3"]
    assert only_row().status == TaskResultStatus.SUCCESSFUL


def test_a_task_that_always_fails_ends() -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        note_down.enqueue(7)  # type: ignore[arg-type]  # what cannot be done
        for wait in (*worker.WAITS, timedelta(days=1)):
            assert worker.run_next("here:1")
            clock.shift(wait)
        assert not worker.run_next("here:1")
    row = only_row()
    assert row.status == TaskResultStatus.FAILED
    assert row.exception_class_path == "builtins.AttributeError"


def test_a_task_of_a_dead_process_goes_back() -> None:
    note_down.enqueue("again")
    name = worker.name_of_this_worker()
    machine = name.partition(":")[0]
    row = only_row()
    row.claim(f"{machine}:999999999")
    assert worker.take_back_lost(name) == 1
    assert worker.run_next(name)
    assert done == ["again"]


def test_a_task_at_work_elsewhere_is_left_alone() -> None:
    note_down.enqueue("theirs")
    only_row().claim("other-machine:1")
    assert worker.take_back_lost(worker.name_of_this_worker()) == 0
    with time_machine.travel(timezone.now() + worker.LOST_AFTER + timedelta(minutes=1)):
        assert worker.take_back_lost(worker.name_of_this_worker()) == 1

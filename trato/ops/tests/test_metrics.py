from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from trato.kernel.schedule import Job
from trato.ops import metrics, scheduler, watching
from trato.ops.measuring import measuring, shape_of
from trato.records import actions
from trato.testing.cast import Cast, sign_in

pytestmark = pytest.mark.django_db
TOKEN = "a long token for Prometheus"


@pytest.fixture
def figures(settings: Any) -> Path:
    settings.METRICS_TOKEN = TOKEN
    metrics.figures()
    return metrics.folder()


def asked(client: Client | None = None, token: str = TOKEN) -> Any:
    return (client or Client()).get("/metrics", headers={"Authorization": f"Bearer {token}"})


def value(text: str, sample: str) -> float:
    (found,) = re.findall(rf"^{re.escape(sample)} (\S+)$", text, re.MULTILINE)
    return float(found)


def test_without_a_token_there_is_nothing(cast: Cast, settings: Any) -> None:
    assert settings.METRICS_TOKEN == ""
    for token in ("", "None", TOKEN):
        assert asked(token=token).status_code == 404
        assert asked(sign_in(cast.owner), token).status_code == 404


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer ", f"bearer {TOKEN}", f"Bearer {TOKEN}x", "Bearer é", "Basic x"]
)
def test_with_a_wrong_token_neither(figures: Path, given: str) -> None:
    assert Client().get("/metrics", headers={"Authorization": given}).status_code == 404


def test_the_queues_people_and_records(figures: Path, cast: Cast) -> None:
    before = value(asked().content.decode(), 'trato_records{type="deals"}')
    pk = actions.create(cast.ana, "deals", {"name": "Zebulon"})
    actions.create(cast.ana, "deals", {"name": "Marta"})
    actions.archive(cast.ana, "deals", [pk])
    answer = asked()
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    text = answer.content.decode()
    assert value(text, 'trato_records{type="deals"}') == before + 1
    assert value(text, "trato_outbox_waiting") >= 3
    assert value(text, "trato_tasks_waiting") == 0
    assert value(text, "trato_tasks_failed") == 0
    sessions = value(text, "trato_sessions")
    sign_in(cast.ana)
    assert value(asked().content.decode(), "trato_sessions") == sessions + 1
    assert value(text, f'trato_process_resident_bytes{{process="{os.getpid()}"}}') > 10_000_000
    assert f'database="{connection.vendor}"' in text
    assert "Zebulon" not in text


def test_requests_are_counted_by_route_and_never_by_path(figures: Path, cast: Cast) -> None:
    pk = actions.create(cast.ana, "deals", {"name": "Zebulon"})
    client = sign_in(cast.ana)
    sample = 'trato_request_seconds_count{method="GET",route="workspace:record",status="2xx"}'
    client.get(f"/deals/{pk}")
    before = value(asked().content.decode(), sample)
    client.get(f"/deals/{pk}")
    client.generic("BREW", "/no/such/quokka")
    text = asked().content.decode()
    assert value(text, sample) == before + 1
    assert 'method="other"' in text
    assert "BREW" not in text
    assert "quokka" not in text  # a number could be a part of a sum of seconds
    assert value(text, "trato_database_queries_total") > 5
    assert value(text, "trato_database_seconds_total") > 0


def test_processes_are_added_up(figures: Path) -> None:
    """Each process counts for itself; whoever is asked tells the sum."""
    program = (
        "import django; django.setup()\n"
        "from trato.ops import metrics\n"
        "from trato.ops.measuring import Measured\n"
        "metrics.count_task('a.task', 'done', Measured())\n"
    )
    given = {"TRATO_DATA": str(figures.parent), "TRATO_METRICS_TOKEN": TOKEN, "PYTHONPATH": str(Path.cwd())}
    environment = os.environ | given | {"DJANGO_SETTINGS_MODULE": "trato.config.settings"}
    for _ in range(2):
        subprocess.run([sys.executable, "-c", program], env=environment, check=True)
    text = asked().content.decode()
    assert value(text, 'trato_task_seconds_count{name="a.task",outcome="done"}') == 2


def test_a_server_counts_from_its_start(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    metrics.forget()
    metrics.folder().mkdir()
    (metrics.folder() / "counter_1.db").touch()
    metrics.forget()
    assert not metrics.folder().exists()


def test_a_slow_task_is_told(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.SLOW_TASK_MS = 1
    with caplog.at_level(logging.WARNING, "trato.slow"), watching.watching("room.tasks.work") as watched:
        watched.outcome = watching.FAILED
        time.sleep(0.003)
    (line,) = (vars(one) for one in caplog.records)
    assert (line["message"], line["task"], line["outcome"]) == ("slow task", "room.tasks.work", "failed")
    assert line["ms"] >= 3


def test_a_job_is_counted(figures: Path) -> None:
    scheduler._run(Job("a.job", timedelta(hours=1), lambda: None), timezone.now())
    text = asked().content.decode()
    assert value(text, 'trato_task_seconds_count{name="a.job",outcome="done"}') == 1


@pytest.mark.parametrize(
    ("sql", "shape"),
    [
        ("SELECT 1 WHERE a = 'O''Hara' AND b = 1234567", "SELECT 1 WHERE a = '…' AND b = …"),
        ("SELECT x\n  FROM t1 WHERE id IN (%s, %s, %s, %s)", "SELECT x FROM t1 WHERE id IN (%s, …)"),
    ],
)
def test_the_shape_of_a_statement(sql: str, shape: str) -> None:
    assert shape_of(sql) == shape
    assert len(shape_of("x" * 5000)) == 800


def test_fetching_belongs_to_its_statement() -> None:
    with measuring() as work, connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchall()[0][0] == 1
        cursor.executemany("UPDATE records_counter SET count = 0 WHERE id = %s", [(0,)])
        cursor.execute("SELECT 2")
        assert list(cursor) == [(2,)]
    assert work.queries == 3
    assert work.query_seconds == pytest.approx(sum(seconds for seconds, _sql in work.kept))
    with connection.cursor() as cursor:
        cursor.execute("SELECT 3")
    assert work.queries == 3


def test_what_is_measured_within_counts_without() -> None:
    with measuring() as outer, connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        with measuring() as inner, connection.cursor() as another:
            another.execute("SELECT 2")
        with connection.cursor() as last:
            last.execute("SELECT 3")
    assert (inner.queries, outer.queries) == (1, 3)
    assert len(outer.kept) == 3

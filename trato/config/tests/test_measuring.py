from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from trato.config.logs import JsonLines
from trato.config.measuring import MeasuringMiddleware
from trato.ops import metrics
from trato.records import actions
from trato.testing.cast import Cast, sign_in

pytestmark = pytest.mark.django_db


def lines_of(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [json.loads(JsonLines().format(one)) for one in caplog.records if one.name == "trato.slow"]


def test_a_slow_request_is_told_with_its_statements(
    cast: Cast, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SLOW_REQUEST_MS = 1
    pk = actions.create(cast.ana, "contacts", {"name": "Zebulon Quiroga"})
    client = sign_in(cast.ana)
    with caplog.at_level(logging.WARNING, "trato.slow"):
        client.get(f"/contacts/{pk}", {"q": "Zebulon"})
    (line,) = lines_of(caplog)
    assert line["message"] == "slow request"
    assert (line["route"], line["method"], line["status"]) == ("workspace:record", "GET", 200)
    assert line["actor"] == cast.ana.user_id
    assert line["ms"] >= line["query_ms"] > 0
    assert line["cpu_ms"] > 0
    assert line["queries"] >= len(line["slowest"]) > 0
    assert all({"ms", "times", "sql"} == set(one) for one in line["slowest"])
    assert "Zebulon" not in json.dumps(line)
    assert "Ana" not in json.dumps(line)


def test_a_fast_request_is_not_told(cast: Cast, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.SLOW_REQUEST_MS = 60_000
    with caplog.at_level(logging.WARNING, "trato.slow"):
        sign_in(cast.ana).get("/contacts/")
    assert lines_of(caplog) == []


def test_where_nothing_is_asked_for_nothing_is_measured(settings: Any) -> None:
    settings.SLOW_REQUEST_MS, settings.METRICS_TOKEN = 0, ""
    with pytest.raises(MiddlewareNotUsed):
        MeasuringMiddleware(lambda _request: HttpResponse())


def test_a_middleware_measures_what_fails(settings: Any) -> None:
    settings.METRICS_TOKEN = "a token"

    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=503)

    MeasuringMiddleware(view)(RequestFactory().get("/"))
    sample = 'trato_request_seconds_count{method="GET",route="none",status="5xx"} 1.0'
    assert sample in metrics.exposition().decode()

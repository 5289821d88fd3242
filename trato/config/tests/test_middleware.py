from __future__ import annotations

import gzip
import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from trato.config import compression, logs, middleware


@pytest.fixture
def client() -> Client:
    return Client()


def test_health(client: Client, db: None) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert not response.cookies


def test_health_without_a_database(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import DatabaseError

    def broken() -> None:
        raise DatabaseError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", broken)
        response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["status"] == "error"


def test_health_reads_no_session(client: Client, django_assert_num_queries: object, db: None) -> None:
    client.cookies["trato_session"] = "x" * 32
    with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture without types
        client.get("/healthz")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "a b", "127.0.0.1.evil.example", "x" * 300]
)
def test_a_forged_host(client: Client, host: str) -> None:
    response = client.get("/healthz", headers={"host": host})
    assert response.status_code == 400
    assert response["Content-Type"].startswith("text/plain")


def test_security_headers(client: Client, db: None) -> None:
    response = client.get("/no-such-page/at-all/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_the_nonce_is_in_the_policy_only_when_asked_for() -> None:
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(request.csp_nonce))  # type: ignore[attr-defined]  # set by the middleware

    response = middleware.SecurityHeadersMiddleware(page)(RequestFactory().get("/"))
    assert isinstance(response, HttpResponse)
    nonce = response.content.decode()
    assert len(nonce) >= 20
    assert f"'nonce-{nonce}'" in response["Content-Security-Policy"]


def test_the_request_id_is_kept_or_made(client: Client, db: None) -> None:
    assert client.get("/healthz", headers={"x-request-id": "abc-12345"})["X-Request-ID"] == "abc-12345"
    made = client.get("/healthz", headers={"x-request-id": "<script>"})["X-Request-ID"]
    assert len(made) == 16


def test_log_lines_are_json_and_carry_the_request() -> None:
    record = logging.LogRecord("trato.x", logging.INFO, __file__, 1, "it is %s", ("done",), None)
    record.path = "/deals/"
    token = logs.request_id.set("r1")
    line = json.loads(logs.JsonLines().format(record))
    logs.request_id.reset(token)
    assert (line["message"], line["path"], line["request"], line["level"]) == (
        "it is done",
        "/deals/",
        "r1",
        "info",
    )


def test_pages_are_compressed_lightly() -> None:
    def page(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("word " * 1000, headers={"ETag": '"7"'})

    answer = compression.CompressionMiddleware(page)
    packed = answer(RequestFactory().get("/", headers={"accept-encoding": "br, gzip"}))
    assert isinstance(packed, HttpResponse)
    assert packed["Content-Encoding"] == "gzip"
    assert packed["ETag"] == '"7"'
    assert gzip.decompress(packed.content) == b"word " * 1000
    plain = answer(RequestFactory().get("/"))
    assert "Content-Encoding" not in plain.headers
    assert plain["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/no-such-page/at-all/", "/api/no/such/thing/at/all"])
def test_not_found_in_the_callers_form(client: Client, db: None, path: str) -> None:
    response = client.get(path)
    assert response.status_code in {404, 401}
    if path.startswith("/api/"):
        assert response["Content-Type"] == "application/problem+json"
    else:
        assert b"<h1>" in response.content


def test_unknown_languages_and_zones_do_no_harm() -> None:
    assert middleware.known_language("tlh") == ""
    assert middleware.known_language("es") == "es"
    assert str(middleware.known_zone("Mars/Olympus")) == "UTC"
    assert str(middleware.known_zone("../etc/passwd")) == "UTC"
    assert str(middleware.known_zone("Europe/Madrid")) == "Europe/Madrid"


@pytest.mark.sqlite
def test_deployment_checks_are_clean(tmp_path: Path) -> None:
    env = {**os.environ, "TRATO_URL": "https://crm.example.com", "TRATO_DATA": str(tmp_path)}
    env["TRATO_SECRET_KEY"] = ""
    for name in ("DATABASE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE"):
        env.pop(name, None)
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    root = Path(__file__).parents[3]
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

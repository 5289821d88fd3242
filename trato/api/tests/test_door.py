"""The way in: tokens, methods, languages, unknown addresses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from trato.accounts.models import Token, User
from trato.api.tests.program import Program, read
from trato.kernel.ids import digest
from trato.records import actions
from trato.records.checksum import checksum
from trato.records.models import ChangeSet


def test_it_works(ben: Program) -> None:
    reply = ben.get("/api/me")
    assert (reply.status, reply.data["name"], reply.data["email"]) == (200, "Ben", "ben@example.com")
    assert (reply.data["role"], reply.data["workspace"]["currency"]) == ("member", "USD")


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer nobody", "Bearer " + "x" * 5000]
)
def test_without_a_token(ben: Program, header: str) -> None:
    before = checksum()
    for method, address in (("GET", "/api/me"), ("POST", "/api/deals"), ("GET", "/api/openapi.json")):
        reply = ben.send(method, address, Authorization=header)
        assert (reply.status, reply.data["type"]) == (401, "/api/#unauthorized")
        assert reply.headers["WWW-Authenticate"].startswith("Bearer")
    assert checksum() == before


def test_a_revoked_token(ben: Program) -> None:
    assert ben.get("/api/me").status == 200
    Token.objects.filter(user=ben.user).update(revoked_at=timezone.now())
    assert ben.get("/api/me").status == 401


def test_somebody_who_left(ben: Program) -> None:
    User.objects.filter(pk=ben.user.pk).update(archived_at=timezone.now())
    assert ben.get("/api/me").status == 401


def test_the_use_of_a_token_is_noted_once_a_minute(ben: Program) -> None:
    def used_at() -> Any:
        return Token.objects.get(digest=digest(ben.token)).last_used_at

    ben.get("/api/me")
    first = used_at()
    assert first is not None
    ben.get("/api/me")
    assert used_at() == first
    Token.objects.update(last_used_at=first - timedelta(minutes=2))
    ben.get("/api/me")
    assert used_at() > first


def test_a_session_does_not_open_the_api(ben: Program) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ben.user)
    before = checksum()
    assert client.get("/api/deals").status_code == 401
    assert client.post("/api/deals", {"name": "x"}, content_type="application/json").status_code == 401
    assert checksum() == before
    assert client.get("/api/openapi.json").status_code == 200


def test_history_names_the_surface(ben: Program) -> None:
    ben.post("/api/deals", {"name": "Roof"})
    assert ChangeSet.objects.latest("pk").via == "api"


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("PUT", "/api/deals", "GET, POST, HEAD, OPTIONS"),
        ("DELETE", "/api/deals", "GET, POST, HEAD, OPTIONS"),
        ("POST", "/api/deals/1", "GET, PATCH, DELETE, HEAD, OPTIONS"),
        ("GET", "/api/deals/bulk", "POST, OPTIONS"),
        ("GET", "/api/undo/1", "POST, OPTIONS"),
        ("GET", "/api/deals/1/restore", "POST, OPTIONS"),
        ("POST", "/api/me", "GET, HEAD, OPTIONS"),
    ],
)
def test_wrong_methods(ben: Program, method: str, address: str, allowed: str) -> None:
    reply = ben.send(method, address)
    assert (reply.status, reply.headers["Allow"]) == (405, allowed)
    assert ben.send("OPTIONS", address).headers["Allow"] == allowed


@pytest.mark.parametrize(
    "address", ["/api/nothing", "/api/deals/", "/api/deals/1/2/3", "/api/x.json", "/api/ñ"]
)
def test_unknown_addresses(ben: Program, address: str) -> None:
    reply = read(ben.client.get(address, headers={"Authorization": f"Bearer {ben.token}"}))
    assert (reply.status, reply.data["type"]) == (404, "/api/#not-found")


@pytest.mark.parametrize(
    ("language", "word"),
    [("es", "es"), ("zh-Hans", "zh-hans"), ("fr, es;q=0.5", "es"), ("fr", "en"), ("", "en")],
)
def test_answers_are_in_the_caller_s_language(ben: Program, language: str, word: str) -> None:
    reply = ben.get("/api/deals/99", Accept_Language=language)
    assert reply.headers["Content-Language"] == word


def test_without_a_wish_it_is_one_s_own_language(ben: Program) -> None:
    User.objects.filter(pk=ben.user.pk).update(language="es")
    assert ben.get("/api/deals/99").headers["Content-Language"] == "es"


def test_a_fault_of_ours_is_a_problem_too(ben: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: Any, **_named: Any) -> None:
        raise RuntimeError("disk on fire")

    monkeypatch.setattr(actions, "create", fail)
    response = ben.client.post(
        "/api/deals",
        {"name": "x"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {ben.token}"},
    )
    assert response.status_code == 500
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "disk" not in response.content.decode()

"""The same POST twice is one act with one answer; a crash loses both or neither."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from trato.accounts import workspace
from trato.accounts.models import User
from trato.api import idempotency, tasks
from trato.api.models import KeptAnswer
from trato.api.tests.program import Program, program_of
from trato.records import snapshot
from trato.records.checksum import checksum
from trato.records.models import ChangeSet


def count(ben: Program) -> int:
    return len(ben.get("/api/deals").ids)


def test_the_first_answer_again(ben: Program) -> None:
    first = ben.post("/api/deals", {"name": "Roof"}, Idempotency_Key="k1")
    ben.patch(first.headers["Location"], {"name": "Wall"})
    again = ben.post("/api/deals", {"name": "Roof"}, Idempotency_Key="k1")
    assert (again.status, again.data) == (first.status, first.data) == (201, first.data)
    for name in ("Location", "ETag", "Content-Language", "Content-Type"):
        assert again.headers[name] == first.headers[name]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert count(ben) == 1


def test_another_body_or_address_is_refused(ben: Program) -> None:
    pk = ben.post("/api/deals", {"name": "Roof"}, Idempotency_Key="k1").data["id"]
    before = checksum()
    for address, body in (
        ("/api/deals", {"name": "Wall"}),
        ("/api/companies", {"name": "Roof"}),
        ("/api/deals/bulk", {"ids": [pk], "set": {"name": "Wall"}}),
    ):
        reply = ben.post(address, body, Idempotency_Key="k1")
        assert (reply.status, reply.data["type"]) == (422, "/api/#idempotency-key-used")
    assert checksum() == before


def test_keys_belong_to_their_user(ben: Program, cleo: Program) -> None:
    first = ben.post("/api/deals", {"name": "Roof"}, Idempotency_Key="k1")
    other = cleo.post("/api/deals", {"name": "Roof"}, Idempotency_Key="k1")
    assert first.data["id"] != other.data["id"]


def test_every_post_honors_it(ben: Program) -> None:
    deal = ben.post("/api/deals", {"name": "Roof"}).data["id"]
    task = ben.post("/api/tasks", {"name": "Call"}).data["id"]
    posts: list[tuple[str, Any]] = [
        ("/api/deals/bulk", {"ids": [deal], "set": {"name": "Wall"}}),
        (f"/api/tasks/{task}/complete", None),
    ]
    for number, (address, body) in enumerate(posts):
        first = ben.post(address, body, Idempotency_Key=f"k{number}")
        sets = ChangeSet.objects.count()
        again = ben.post(address, body, Idempotency_Key=f"k{number}")
        assert (again.status, again.data) == (first.status, first.data)
        assert ChangeSet.objects.count() == sets


def test_a_refusal_is_an_answer_too(ben: Program) -> None:
    before = checksum()
    first = ben.post("/api/deals", {"name": "Roof", "value": "many"}, Idempotency_Key="k1")
    again = ben.post("/api/deals", {"name": "Roof", "value": "many"}, Idempotency_Key="k1")
    assert (first.status, again.status, again.data) == (422, 422, first.data)
    assert again.headers["Content-Type"] == "application/problem+json"
    assert checksum() == before


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "a b", "ñ"])
def test_bad_keys(ben: Program, key: str) -> None:
    before = checksum()
    reply = ben.post("/api/deals", {"name": "Roof"}, Idempotency_Key=key)
    assert (reply.status, reply.field) == (422, "Idempotency-Key")
    assert checksum() == before


def test_a_crash_before_the_answer_is_kept_loses_the_act_too(
    ben: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = checksum()

    def crash(*_given: Any, **_named: Any) -> None:
        raise RuntimeError("power cut")

    headers = {"Authorization": f"Bearer {ben.token}", "Idempotency-Key": "k1"}
    with monkeypatch.context() as patch:
        patch.setattr(KeptAnswer, "save", crash)
        response = ben.client.post(
            "/api/deals", {"name": "Roof"}, content_type="application/json", headers=headers
        )
        assert response.status_code == 500
    assert (checksum(), KeptAnswer.objects.count()) == (before, 0)
    assert ben.post("/api/deals", {"name": "Roof"}, Idempotency_Key="k1").status == 201
    assert count(ben) == 1


def test_a_crash_after_the_commit_is_answered_from_what_was_kept(
    ben: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is on its way when the line breaks: the same request finds it."""
    first = ben.post("/api/deals", {"name": "Roof"}, Idempotency_Key="k1")

    def act(*_given: Any) -> None:
        raise AssertionError("done twice")

    monkeypatch.setattr(idempotency, "_keep", act)
    assert ben.post("/api/deals", {"name": "Roof"}, Idempotency_Key="k1").data == first.data


def test_a_field_that_a_refused_act_had_added_is_gone(ana: Program) -> None:
    body = {"type": "deals", "name": "size", "kind": "choice"}
    assert ana.post("/api/fields", body, Idempotency_Key="k1").status == 422
    assert "size" not in snapshot.current().fields["deals"]
    reply = ana.post("/api/fields", {**body, "options": {"choices": ["S", "L"]}}, Idempotency_Key="k2")
    assert reply.status == 201
    again = ana.post("/api/fields", {**body, "options": {"choices": ["S", "L"]}}, Idempotency_Key="k2")
    assert again.data == reply.data


def test_after_a_day_a_key_is_free_again(ben: Program) -> None:
    first = ben.post("/api/deals", {"name": "Roof"}, Idempotency_Key="k1")
    KeptAnswer.objects.update(at=timezone.now() - timedelta(hours=23))
    tasks.forget_old_answers()
    assert ben.post("/api/deals", {"name": "Roof"}, Idempotency_Key="k1").data == first.data
    KeptAnswer.objects.update(at=timezone.now() - timedelta(hours=25))
    assert ben.post("/api/deals", {"name": "Roof"}, Idempotency_Key="k1").data["id"] != first.data["id"]
    KeptAnswer.objects.update(at=timezone.now() - timedelta(hours=25))
    tasks.forget_old_answers()
    assert KeptAnswer.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one(transactional_db: None) -> None:
    workspace.ensure()
    snapshot.reset()
    user = User.objects.create(name="Ben", email="ben@example.com", role="member", password="!")
    token = program_of(user).token
    replies = []

    def post() -> None:
        try:
            program = Program(user, token)
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k1"}
            replies.append(
                program.client.post(
                    "/api/deals", {"name": "Roof"}, content_type="application/json", headers=headers
                )
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {reply.status_code for reply in replies} == {201}
    assert len({reply.content for reply in replies}) == 1
    assert KeptAnswer.objects.count() == 1
    assert len(Program(user, token).get("/api/deals").ids) == 1

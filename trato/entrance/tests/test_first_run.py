from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django_tasks_db.models import DBTaskResult

from trato.accounts import workspace
from trato.accounts.models import User
from trato.entrance import tasks
from trato.entrance.tests.conftest import PASSWORD
from trato.entrance.views.first_run import currency_of
from trato.records import actions, rows
from trato.records.models import Change

ANSWERS = {
    "language": "es", "currency": "MXN", "name": "Ana Gil", "email": "Ana@Example.com",
    "password": PASSWORD, "start": "empty", "time_zone": "America/Mexico_City",
}  # fmt: skip


@pytest.fixture
def token() -> str:
    return workspace.claim_address_token() or ""


def claim(client: Client, token: str, **other: str) -> Any:
    return client.post("/first-run", {**ANSWERS, "token": token, **other})


def test_it_works(client: Client, token: str) -> None:
    assert "Three questions" in client.get("/first-run", {"token": token}).text
    answer = claim(client, token)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    owner = User.objects.get()
    assert (owner.name, owner.email, owner.role, owner.language) == (
        "Ana Gil",
        "ana@example.com",
        "owner",
        "es",
    )
    assert owner.check_password(PASSWORD)
    assert owner.time_zone == "America/Mexico_City"
    kept = workspace.current()
    assert (kept.currency, kept.language, kept.time_zone) == ("MXN", "es", "America/Mexico_City")
    assert client.get("/profile").status_code == 200
    assert not (settings.DATA_DIR / "first-run-token").exists()


def test_the_owner_is_found_by_the_new_name(client: Client, token: str) -> None:
    claim(client, token)
    from trato.accounts.actor import owner_actor

    assert [row.id for row in rows.read(owner_actor("screen"), "users", filter="gil").rows] == [
        User.objects.get().pk
    ]


@pytest.mark.parametrize(
    ("language", "stages", "first", "others"),
    [
        ("en", ["Qualified", "Discovery"], "Discovery", ["Price", "Referred by", "After the quote"]),
        (
            "es",
            ["Calificado", "Descubrimiento"],
            "Calificado",
            ["Precio", "Recomendado por", "Después de la oferta"],
        ),
        ("zh-hans", ["已确认", "需求调研"], "方案", ["价格", "推荐人", "报价之后"]),
    ],
)
def test_the_defaults_are_in_the_language_that_was_chosen(
    client: Client, token: str, language: str, stages: list[str], first: str, others: list[str]
) -> None:
    from trato.accounts.actor import owner_actor

    claim(client, token, language=language)
    owner = owner_actor("screen")

    def names(type_key: str) -> list[str]:
        return [row["name"] for row in rows.read(owner, type_key, columns=("name",), sort="id").rows]

    assert names("stages")[:2] == stages
    assert [names("lost_reasons")[0], names("relation_kinds")[0], names("plans")[1]] == others
    assert rows.count(owner, "stages", filter=f'name="{stages[0]}"').number == 1
    assert rows.read(owner, "stages", columns=("name",), sort="name").rows[0]["name"] == first
    assert set(Change.objects.values_list("op", flat=True)) <= {Change.CREATE}


def test_what_somebody_has_worked_with_keeps_its_words(client: Client, token: str) -> None:
    from trato.accounts.actor import SYSTEM, owner_actor

    actions.create(SYSTEM, "companies", {"name": "Acme"})
    claim(client, token, language="es")
    assert rows.count(owner_actor("screen"), "stages", filter="name=Qualified").number == 1


def test_it_closes_for_good(client: Client, token: str) -> None:
    claim(client, token)
    for other in (client, Client()):
        assert other.get("/first-run").status_code == 404
        assert other.get("/first-run", {"token": token}).status_code == 404
        assert claim(other, token, email="eve@example.com").status_code == 404
    assert User.objects.get().email == "ana@example.com"
    assert workspace.claim_address_token() is None


@pytest.mark.parametrize("wrong", ["first_wrong", "", "\x00", "é" * 500])
def test_a_wrong_token_opens_nothing(client: Client, token: str, wrong: str) -> None:
    answer = client.get("/first-run", {"token": wrong})
    assert answer.status_code == (403 if wrong else 200)
    assert "trato serve" in answer.text
    assert token not in answer.text
    assert claim(client, wrong).status_code in {200, 403}
    assert not workspace.is_claimed()
    assert User.objects.get().email is None


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"password": "short"}, "A password has at least 10 characters."),
        ({"password": "ana@example.com"}, "too much like your name or your e-mail address"),
        ({"password": "1234567890"}, "This password is one of the first that others would try."),
        ({"email": "ana"}, "This is not an e-mail address; write it as ana@example.com."),
        ({"name": ""}, "Your name is needed."),
        ({"password": "83920174650"}, "A password of digits alone is soon guessed."),
        ({"currency": "ZZZ"}, "“ZZZ” is none of the choices of Currency."),
        ({"language": "tlh"}, "“tlh” is none of the choices of Language."),
        ({"start": "later"}, "“later” is none of the choices of Begin."),
    ],
)
def test_a_refused_answer_changes_nothing(
    client: Client, token: str, other: dict[str, str], sentence: str
) -> None:
    answer = claim(client, token, **other)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{ANSWERS["password"]}"' not in answer.text
    assert not workspace.is_claimed()
    assert workspace.token_opens(token)


def test_an_address_that_is_taken(client: Client, token: str) -> None:
    User.objects.create(name="Ben", email="ana@example.com")
    assert claim(client, token).status_code == 422
    assert not workspace.is_claimed()


def test_an_unknown_clock_is_utc(client: Client, token: str) -> None:
    claim(client, token, time_zone="../../etc/passwd")
    assert User.objects.get().time_zone == "UTC"


def test_until_then_every_page_says_how(client: Client, token: str) -> None:
    answer = client.get("/profile", follow=True)
    assert answer.redirect_chain[-1] == ("/first-run", 302)
    assert "trato serve" in answer.text


def test_who_has_a_password_may_sign_in_before(client: Client, token: str) -> None:
    user = User(name="Ben", email="ben@example.com", role="admin")
    user.set_password(PASSWORD)
    user.save()
    assert client.get("/sign-in").status_code == 200


@pytest.mark.parametrize(
    ("accepted", "currency"),
    [
        ("es-MX,es;q=0.9", "MXN"),
        ("zh-CN", "CNY"),
        ("de-DE;q=1", "EUR"),
        ("en", "USD"),
        ("", "USD"),
        ("x-zz", "USD"),
    ],
)
def test_the_browser_suggests_a_currency(accepted: str, currency: str) -> None:
    assert currency_of(accepted) == currency


def test_samples_come_by_a_task_and_once(client: Client, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    filled: list[str] = []
    for config in apps.get_app_configs():
        monkeypatch.setitem(sys.modules, f"{config.name}.demo", _demo(f"{config.name}.demo", filled))
    monkeypatch.setattr(tasks, "find_spec", lambda name: name == "trato.people.demo")
    assert claim(client, token, start="sample")["Location"] == "/"
    queued = DBTaskResult.objects.get()
    for _ in range(2):
        tasks.fill_with_samples.call(*queued.args_kwargs["args"])
    assert filled == ["Ana Gil via system"]


def _demo(name: str, filled: list[str]) -> ModuleType:
    module = ModuleType(name)
    module.__dict__["fill"] = lambda actor: filled.append(f"{actor.name} via {actor.via}")
    return module


def test_nothing_is_filled_unasked(client: Client, token: str) -> None:
    claim(client, token)
    assert not DBTaskResult.objects.exists()

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.test import Client

from trato.accounts.actor import actor_for_email
from trato.accounts.models import Token, User
from trato.entrance import commands
from trato.entrance.tests.conftest import PASSWORD
from trato.kernel import cli
from trato.kernel.cli import UsageError
from trato.kernel.ids import digest
from trato.records.errors import Denied, RecordError
from trato.records.models import ChangeSet


@pytest.fixture(autouse=True)
def _claimed(ana: User) -> None:
    """The commands' actor is the owner unless a test says otherwise."""


def run(*words: str, by: str = "ana@example.com") -> dict[str, Any]:
    """What the command answers to a program."""
    options = cli.parser_for(cli.commands.values()).parse_args(words)
    assert options.command.run.__module__ == commands.__name__
    report = options.command.run(actor_for_email(by, "command line"), options)
    assert report.code == cli.DONE
    made: dict[str, Any] = json.loads(json.dumps(report.as_json()))
    return made


def test_user_add(ana: User) -> None:
    made = run("user", "add", "eva.sol@example.com", "--role", "manager")
    eva = User.objects.get(email="eva.sol@example.com")
    assert (made["id"], made["name"], made["email"], made["role"]) == (
        eva.pk,
        "Eva Sol",
        eva.email,
        "manager",
    )
    answer = Client().post(
        "/invitation", {"token": made["invitation"].partition("=")[2], "password": PASSWORD}
    )
    assert answer.status_code == 302
    acted = ChangeSet.objects.get(kind="users.create")
    assert (acted.actor_id, acted.via) == (ana.pk, "command line")


def test_user_add_with_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    words = ("user", "add", "eva@example.com", "--role", "admin", "--name", "Eva", "--password-stdin")
    made = run(*words)
    assert "invitation" not in made
    assert PASSWORD not in json.dumps(made)
    assert User.objects.get(email="eva@example.com").check_password(PASSWORD)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("eva@example.com", "--role", "boss"), "invalid choice"),
        (("eva@example.com",), "--role"),
        (("no address", "--role", "member"), "not an e-mail address"),
        (("ana@example.com", "--role", "member"), "taken already"),
        (
            ("eva@example.com", "--role", "member", "--password-stdin"),
            "A password has at least 10 characters.",
        ),
    ],
)
def test_refusals_add_nobody(monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], sentence: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    with pytest.raises((UsageError, RecordError), match=sentence):
        run("user", "add", *words)
    assert User.objects.count() == 1


def test_token(ana: User) -> None:
    made = run("token", "ana@example.com", "--name", "Backup")
    assert list(made) == ["token"]
    kept = Token.objects.get()
    assert (kept.user, kept.name, kept.digest) == (ana, "Backup", digest(made["token"]))


def test_a_token_of_somebody_above_is_refused(ben: User, cleo: User) -> None:
    for by in ("ben@example.com", "cleo@example.com"):
        with pytest.raises(Denied):
            run("token", "ana@example.com", by=by)
    with pytest.raises(UsageError, match="Nobody here"):
        run("token", "nobody@example.com")
    assert not Token.objects.exists()
    assert run("token", "cleo@example.com", by="cleo@example.com")


def test_user_invite(cleo: User) -> None:
    made = run("user", "invite", "cleo@example.com")
    assert Client().get(made["invitation"]).status_code == 200

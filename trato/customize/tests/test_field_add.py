from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

import pytest

from trato.accounts import workspace
from trato.accounts.actor import Actor, actor_of, owner_actor
from trato.accounts.models import User
from trato.accounts.rights import Role
from trato.customize import commands
from trato.kernel import cli
from trato.records import actions, rows, snapshot
from trato.records.checksum import checksum
from trato.records.errors import Denied, Invalid
from trato.records.rows import plan

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def owner(db: None) -> Iterator[Actor]:
    workspace.ensure()
    snapshot.reset()
    plan.forget()
    yield owner_actor("command line")
    snapshot.reset()


def run(actor: Actor, *words: str) -> dict[str, Any]:
    chosen = [cli.commands["field add"]]
    options: Namespace = cli.parser_for(chosen).parse_args(["field", "add", *words])
    report = commands.add(actor, options)
    assert isinstance(report, cli.Report)
    return report.as_json()


def test_it_works(owner: Actor) -> None:
    made = run(owner, "companies", "founded_in", "--kind", "integer", "--indexed", "--label", "Founded")
    assert (made["id"] > 0, made["version"]) == (True, 1)
    assert (made["type"], made["name"], made["kind"]) == ("companies", "founded_in", "integer")
    assert (made["label"], made["indexed"], made["options"]) == ("Founded", True, {})
    pk = actions.create(owner, "companies", {"name": "Acme", "founded_in": 1987})
    assert rows.one(owner, "companies", pk)["founded_in"] == 1987


def test_choices_and_targets(owner: Actor) -> None:
    made = run(owner, "deals", "size", "--kind", "choice", "--choice", "S", "--choice", "L")
    assert made["options"] == {"choices": ["S", "L"]}
    made = run(owner, "deals", "partner", "--kind", "link", "--target", "companies")
    assert made["options"] == {"target": "companies"}


@pytest.mark.parametrize(
    "words",
    [
        ("deals", "size", "--kind", "choice"),
        ("deals", "Size!", "--kind", "text"),
        ("deals", "value", "--kind", "text"),
        ("deals", "size", "--kind", "txt"),
        ("stages", "size", "--kind", "text"),
    ],
)
def test_refusals_change_nothing(owner: Actor, words: tuple[str, ...]) -> None:
    before = checksum()
    with pytest.raises(Invalid):
        run(owner, *words)
    assert checksum() == before


@pytest.mark.parametrize("words", [(), ("deals",), ("deals", "size"), ("deals", "size", "--knd", "text")])
def test_wrong_usage(owner: Actor, words: tuple[str, ...]) -> None:
    with pytest.raises(cli.UsageError):
        run(owner, *words)


def test_sellers_may_not(owner: Actor) -> None:
    seller = actor_of(User.objects.create(name="Ben", role=Role.MEMBER, password="!"), "command line")
    before = checksum()
    with pytest.raises(Denied):
        run(seller, "deals", "size", "--kind", "text")
    assert checksum() == before

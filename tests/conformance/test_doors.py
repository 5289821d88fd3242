"""Every way in is known to a table, with what each role gets; one that the table lacks fails the run."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse

from tests.conformance.doors import commands, methods, routes
from trato.accounts.actor import Actor
from trato.accounts.models import User
from trato.api.tests.program import program_of
from trato.kernel import cli
from trato.records import rows
from trato.records.errors import Denied, NotFound, RecordError
from trato.records.models import ChangeSet
from trato.testing.assertions import unchanged
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers, last_set

TABLE = Path(__file__).with_name("doors.txt")
ROLES = ("eve", "cleo", "rita", "ben", "ana", "mia", "owner")


def table() -> dict[tuple[str, str], list[str]]:
    """What each role gets, by the route's name and the method: a status, or the way to the sign-in."""
    lines = [
        line.split() for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:1] not in {"", "#"}
    ]
    return {(name, method): answers for name, method, *answers in lines}


def asked(pattern: URLPattern) -> tuple[str, ...]:
    return methods(pattern) or ("GET", "POST")


def test_every_route_is_known() -> None:
    found = {(name, method) for name, pattern in routes().items() for method in asked(pattern)}
    assert found == table().keys()


def parts_besides(cast: Cast, tie: int, file: int) -> dict[str, dict[str, object]]:
    """The parts of addresses that are not a deal's, by how the route's name begins; the first that fits."""
    return {
        "workspace:relation": {"number": tie},
        "workspace:unlink-relation": {"number": tie},
        "workspace:link": {"name": "contacts"},
        "workspace:related": {"type_key": "companies", "other": "deals", "name": "company"},
        "workspace:calendar_move": {"type_key": "meetings"},
        "workspace:record_file": {"type_key": "meetings"},
        "workspace:picklist": {"type_key": "stages"},
        "workspace:table": {"type_key": "plans"},
        "activities:queue": {"type_key": "tasks"},
        "documents:files": {},
        "documents:": {"pk": file},
        "entrance:": {"pk": cast.ben.user_id},
    }


@pytest.fixture
def address(cast: Cast, make: Makers) -> dict[str, str]:
    """The address of each route, on Ana's own records."""
    number = last_set(cast.ana, lambda: make.deal(owner=cast.ana, name="Hall"))
    task, note, file, meeting = (make(key, owner=cast.ana) for key in ("tasks", "notes", "files", "meetings"))
    deal = rows.read(cast.ana, "deals").rows[0].id
    view = make("views", owner=cast.ana, audience="team")
    company = make.company(owner=cast.ana)
    tie = make("relations", by=cast.ana, **{"from": f"deals/{deal}", "to": f"companies/{company}"})
    of = {
        "workspace:related": company,
        "activities:done": task,
        "activities:pin": note,
        "activities:held": meeting,
        "activities:checklist": task,
        "activities:stop": make("plan_runs", owner=cast.ana),
        "workspace:table": make("plans"),
        "workspace:calendar_move": meeting,
        "workspace:record_file": meeting,
        "entrance:revocation": 10**9,
        "sales:convert": make.lead(owner=cast.ana),
        "workspace:picklist-removal": make.stage(name="Trial"),
        "workspace:hand-over": cast.ben.user_id or 0,
        **{f"workspace:view-{act}": view for act in ("edit", "save", "open", "delete")},
    }
    besides = parts_besides(cast, tie, file)
    found = {}
    for name, pattern in routes().items():
        parts: dict[str, object] = {
            "type_key": "deals", "key": "deals", "pk": deal, "set_id": number, "number": number,
            "name": "restore" if name == "workspace:verb" else "value", "verb": "restore", "rest": "x/y/z",
            "digest": "0" * 64,
        }  # fmt: skip
        parts |= next((more for start, more in besides.items() if name.startswith(start)), {})
        parts["pk"] = of.get(name, parts["pk"])
        wanted = {one: parts[one] for one in pattern.pattern.converters}
        plain = str(pattern.pattern).replace("<path:rest>", "x/y/z")
        found[name] = reverse(name, kwargs=wanted) if pattern.name and name[0] != ":" else f"/{plain}"
    return found


def browser(actor: Actor | None) -> Client:
    client = Client() if actor is None else sign_in(actor)
    client.raise_request_exception = False
    return client


def answer(client: Client, token: str, method: str, address: str) -> str:
    """What the door answers, without consequences."""
    is_api = address.startswith("/api/")
    headers = {"Authorization": f"Bearer {token}"} if is_api and token else {}
    kind = "application/json" if is_api else "application/x-www-form-urlencoded"
    body = b"{}" if is_api and method != "GET" else b""
    response = client.generic(method, address, body, content_type=kind, headers=headers)
    if response.status_code == 302 and "/sign-in" in response["Location"]:
        return "sign-in"
    return str(response.status_code)


def test_what_each_role_gets(cast: Cast, address: dict[str, str], subtests: pytest.Subtests) -> None:
    actors: dict[str, Actor | None] = {who: getattr(cast, who) for who in ROLES[1:]}
    tokens = {
        who: program_of(User.objects.get(pk=one.user_id or 0)).token for who, one in actors.items() if one
    }
    clients = {who: browser(actors.get(who)) for who in ROLES}
    for (name, method), expected in table().items():
        found = []
        for who in ROLES:
            mark = transaction.savepoint()
            client = browser(actors.get(who)) if name == "entrance:sign_out" else clients[who]
            found.append(answer(client, tokens.get(who, ""), method, address[name]))
            transaction.savepoint_rollback(mark)
        with subtests.test(door=name, method=method):
            assert found == expected, f"{name} {method}: {dict(zip(ROLES, found, strict=True))}"


#: Commands that ask for an actor's rights, each with what a stranger to the record, or a member, types.
ASKING: dict[str, dict[str, object]] = {
    "import": {"file": Path(__file__), "type": "deals", "map": None, "match": "", "day_first": False,
               "month_first": False, "decimal": "", "encoding": "", "separator": "", "again": False,
               "dry_run": False, "make": ""},
    "mend": {"type": "deals", "field": "company", "text": "Acme", "to": "1", "make": False},
    "make": {"target": "companies", "type": "", "alike": False},
    "history": {"type": "deals"},
    "undo": {},
    "field add": {"type": "deals", "name": "extra", "kind": "text", "indexed": False, "label": "",
                  "choices": "", "choice": None, "target": "", "required": False},
    "user add": {"email": "eve@example.com", "role": "owner", "name": "", "team": None, "manager": "",
                 "password_stdin": False},
    "user invite": {"email": "ben@example.com", "role": "owner", "name": ""},
    "token": {"email": "adam@example.com", "name": ""},
}  # fmt: skip
#: What shows rows: a stranger gets none of them.
SHOWING = {"query", "export"}
#: Whoever types these has the files of the workspace in hand already.
MACHINE = {"serve", "check", "backup", "restore", "demo"}


def test_every_command_is_known() -> None:
    assert commands() == ASKING.keys() | SHOWING | MACHINE


@pytest.mark.parametrize("name", sorted(ASKING))
def test_a_command_refuses_a_stranger(cast: Cast, make: Makers, name: str) -> None:
    commands()
    number = last_set(cast.ana, lambda: make.deal(owner=cast.ana, name="Hall"))
    deal = rows.read(cast.ana, "deals").rows[0].id
    options = Namespace(**(ASKING[name] | ({"set": number} if name == "undo" else {"id": deal})))
    with unchanged(), pytest.raises((RecordError, cli.UsageError)) as refusal:
        cli.commands[name].run(cast.cleo, options)
    assert isinstance(refusal.value, Denied | NotFound), refusal.value
    assert ChangeSet.objects.filter(state=ChangeSet.OPEN).count() == 0


def shown(command: str, actor: Actor, options: Namespace) -> dict[str, Any]:
    """What a command prints for programs."""
    answer = cli.commands[command].run(actor, options)
    assert answer is not None
    return answer.as_json()


def test_commands_that_show_rows_show_a_stranger_none(cast: Cast, make: Makers, tmp_path: Path) -> None:
    commands()
    make.deal(owner=cast.ana, name="Hall")
    common = {"type": "deals", "filter": "", "columns": "", "sort": "", "as_of": ""}
    listed = Namespace(**common, limit=100, all=False, group="", sum="")
    assert shown("query", cast.cleo, listed)["count"] == 0
    grouped = Namespace(**common, limit=100, all=False, group="stage", sum="value")
    assert shown("query", cast.cleo, grouped)["rows"] == []
    file = tmp_path / "deals.csv"
    assert shown("export", cast.cleo, Namespace(**common, to=file)) == {"rows": 0}
    assert "Hall" not in file.read_text(encoding="utf-8")

"""What the commands of this room print and refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import time_machine

from trato.accounts.actor import Actor
from trato.kernel.cli import UsageError, commands, parser_for
from trato.records import actions, rows
from trato.records.errors import Ambiguous, FilterError, Invalid, NotFound, RecordError
from trato.testing.assertions import unchanged
from trato.transfer import commands as ours  # declares them
from trato.transfer.tests.conftest import Bring, as_csv

MODULE = ours.__name__


def run(actor: Actor, *words: str) -> tuple[Any, str, int]:
    """One command in this process: its object, its text, its exit code."""
    options = parser_for(commands.values()).parse_args(list(words))
    answer = options.command.run(actor, options)
    data = json.loads(json.dumps(answer.as_json(), default=str))
    return data, str(answer.text), int(answer.code)


def test_import_prints_exactly_this(boss: Actor, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(as_csv("reference,stage,owner,account", "D1,Won,Zoe,Acme", "D2,Won,Zoe"))
    data, text, code = run(boss, "import", str(path), "--as", "deals")
    number = data.pop("set")
    assert isinstance(number, int)
    assert data == {
        "rows": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "refused": 1,
        "made": {"users": 1},
        "pending": [{"field": "company", "text": "Acme", "rows": 1, "proposal": None}],
        "warnings": [],
        "refusals": [{"line": 3, "reason": "This row has 3 cells; the header has 4."}],
    }
    assert code == 1
    assert text.splitlines() == [
        "1 created, 0 updated, 0 unchanged, 1 refused of 2 rows.",
        "Made on the way: 1 users.",
        "1 row waits for company “Acme”.",
        "Line 3: This row has 3 cells; the header has 4.",
        f"To undo it all: trato undo {number}",
    ]


def test_make_all_that_wait(boss: Actor, bring: Bring) -> None:
    actions.create(boss, "companies", {"name": "Harbour & Vale"})
    told = ("Ida,Acme", "Tom,acme", "Jo,Bolt", "Lea,Harbour and Vale")
    bring("contacts", as_csv("name,company", *told))
    bring("deals", as_csv("reference,account", "D1,Bolt"))
    data, text, code = run(boss, "make", "companies", "--type", "deals")
    assert (data["made"], data["rows"], code) == (1, 2, 0)
    assert text == f"1 made, 2 rows mended (change set {data['set']})."
    data, _text, _code = run(boss, "make", "companies")
    assert (data["made"], data["rows"]) == (1, 2)
    run(boss, "undo", str(data["set"]))
    data, _text, _code = run(boss, "make", "companies", "--alike")
    assert (data["made"], data["rows"]) == (2, 3)
    assert rows.count(boss, "companies").number == 4


def test_mend_undo_and_history(boss: Actor, bring: Bring) -> None:
    bring("deals", as_csv("reference,stage,account", "D1,Won,Acme", "D2,Won,Acme"))
    data, _text, code = run(boss, "mend", "deals", "company", "Acme", "--make")
    assert (data, code) == ({"set": data["set"], "rows": 2}, 0)
    deal = rows.read(boss, "deals", columns=()).rows[0].id
    told, _text, _code = run(boss, "history", "deals", str(deal))
    assert [one["kind"] for one in told["sets"]] == ["mend", "import"]
    data, _text, code = run(boss, "undo", str(data["set"]))
    assert (data["kept"], code, set(data)) == ([], 0, {"set", "undone", "kept"})


def test_query_groups_and_counts(boss: Actor, bring: Bring) -> None:
    bring("deals", as_csv("reference,stage,value", "D1,Won,10", "D2,Won,5", "D3,Lost,"))
    data, _text, _code = run(boss, "query", "deals", "--group", "stage", "--sum", "value")
    assert sorted(data["rows"], key=lambda row: row["stage"]) == [
        {"stage": "Lost", "count": 1, "value": None},
        {"stage": "Won", "count": 2, "value": "15.00"},
    ]
    data, text, _code = run(boss, "query", "deals", "value>5", "--columns", "reference,value", "--limit", "1")
    assert (data["count"], [row["reference"] for row in data["rows"]]) == (1, ["D1"])
    assert text.splitlines()[0].split() == ["id", "reference", "value"]


WRONG: list[tuple[list[str], type[Exception], str]] = [
    (["import", "{}/none.csv", "--as", "deals"], UsageError, "There is no file"),
    (["import", "{}", "--as", "deals"], UsageError, "There is no file"),
    (["import", "{}/tie.csv", "--as", "deals"], Ambiguous, "open, won or lost"),
    (["import", "{}/tie.csv", "--as", "deals", "--map", "{}/none.json"], UsageError, "There is no file"),
    (["import", "{}/tie.csv", "--as", "deals", "--map", "{}/tie.csv"], UsageError, "no JSON"),
    (["import", "{}/tie.csv", "--as", "deals", "--map", "{}/wrong.json"], UsageError, "must be"),
    (["import", "{}/tie.csv", "--as", "deles"], NotFound, "deals"),
    (["import", "{}/picture.csv", "--as", "deals"], UsageError, "PNG"),
    (["import", "{}/tie.csv", "--as", "deals", "--day-first", "--month-first"], UsageError, "not allowed"),
    (["undo", "999999"], NotFound, "no change 999999"),
    (["mend", "deals", "company", "Nobody", "--make"], NotFound, "Nothing waits"),
    (["mend", "deals", "value", "Nobody", "--make"], Invalid, "no link “value”"),
    (["export", "deals", "--to", "{}/x.doc"], Invalid, "“doc” is no format"),
    (["export", "deals", "--to", "{}/none/x.csv"], UsageError, "cannot be written"),
    (["query", "deals", "valu>3"], FilterError, "value"),
    (["query", "deals", "--limit", "-1"], UsageError, "negative"),
    (["query", "deals", "--sum", "value"], UsageError, "--group"),
    (["history", "deals", "999999"], NotFound, ""),
]


@pytest.mark.parametrize(
    ("words", "kind", "sentence"), WRONG, ids=lambda one: " ".join(one)[:40] if isinstance(one, list) else ""
)
def test_wrong_use_changes_nothing(
    words: list[str], kind: type[Exception], sentence: str, boss: Actor, tmp_path: Path
) -> None:
    head = "reference,stage,close date,value"
    (tmp_path / "tie.csv").write_text(as_csv(head, "A,Hecho,2017-01-02,1", "B,Hecho,2017-01-02,0"))
    (tmp_path / "wrong.json").write_text('{"labels": {"stage": "won"}}')
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n")
    with unchanged(), pytest.raises(kind) as refused:
        run(boss, *(word.format(tmp_path) for word in words))
    assert isinstance(refused.value, UsageError | RecordError)
    assert sentence in str(refused.value.sentence)


def test_query_and_export_as_of_a_past_day(boss: Actor, tmp_path: Path) -> None:
    with time_machine.travel("2026-10-20T12:00:00Z", tick=False) as clock:
        deal = actions.create(boss, "deals", {"name": "Ring", "value": "900"})
        clock.move_to("2026-11-20T12:00:00Z")
        actions.change(boss, "deals", deal, {"value": "100"})
        actions.create(boss, "deals", {"name": "Newcomer", "value": "7"})
    then = ("--as-of", "2026-10-31")
    data, _text, _code = run(boss, "query", "deals", "value>500", "--columns", "name,value", *then)
    assert (data["count"], [(row["name"], row["value"]) for row in data["rows"]]) == (1, [("Ring", "900.00")])
    data, _text, _code = run(boss, "query", "deals", "--group", "status", "--sum", "value", *then)
    assert [(row["count"], row["value"]) for row in data["rows"]] == [(1, "900.00")]
    path = tmp_path / "deals.csv"
    data, _text, _code = run(boss, "export", "deals", "--to", str(path), "--columns", "name,value", *then)
    assert data == {"rows": 1}
    assert path.read_text(encoding="utf-8-sig").splitlines() == ["name,value", "Ring,900.00"]
    with pytest.raises(Invalid, match="is not a day"):
        run(boss, "query", "deals", "--as-of", "then")

"""Interrupted anywhere, the same import goes on: the same end, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from trato.accounts.actor import Actor
from trato.records import effects, rows
from trato.records.checksum import checksum
from trato.records.models import Change, ChangeSet, OutboxEvent
from trato.records.undo import undo
from trato.transfer import batches, importing
from trato.transfer.importing import Import, Options
from trato.transfer.tests.conftest import Bring, as_csv
from trato.transfer.tests.test_import_again import counts

HEAD = "reference,stage,account,product,sales agent,score"
LINES = [
    f"D{place},{('Odd', 'Won')[place % 3 > 0]},{('Acme', 'Beta')[place % 2]},Pump,Agent {place % 5},{place}"
    for place in range(20)
]
TEXT = as_csv(HEAD, *LINES[:13], "short,row", *LINES[13:], "D90,Won,,,,many")
MAP: dict[str, Any] = {"labels": {"stage": {"Odd": "lost"}}, "columns": {"score": "new:integer"}}


class Crash(BaseException):
    """As sudden as a power failure: nothing of ours catches it."""


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BATCH", 4)


def crashing(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, at: int) -> None:
    """Let the function fail before it does anything, at its n-th call."""
    real: Callable[..., Any] = getattr(owner, name)
    calls = iter(range(1, 10_000))

    def fails(*args: Any, **kwargs: Any) -> Any:
        if next(calls) == at:
            raise Crash
        return real(*args, **kwargs)

    monkeypatch.setattr(owner, name, fails)


def crash(bring: Bring, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, at: int) -> None:
    with monkeypatch.context() as patch:
        crashing(patch, owner, name, at)
        with pytest.raises(Crash):
            bring("deals", TEXT, **MAP)


def left_behind(actor: Actor) -> Any:
    """What people see, how often each thing was told, and what was made."""
    found = rows.read(
        actor, "deals", columns=("reference", "name", "owner", "stage", "score"), sort="id", limit=100
    )
    deals = [
        (row["reference"], row["name"], row["owner"].label, row["stage"].label, row["score"])
        for row in found.rows
    ]
    told = sorted(
        number
        for one in OutboxEvent.objects.filter(name="records.created", type="deals")
        for number in one.record_ids
    )
    made = sorted(
        number for one in Change.objects.filter(op="create", type="deals") for number in one.record_ids
    )
    people = rows.read(actor, "users", columns=("name",), sort="id", limit=100).rows
    return deals, len(told), len(set(told)), len(made), len(set(made)), [row["name"] for row in people]


PLACES = [
    (effects.outbox, "_event", 1),
    (effects.outbox, "_event", 4),
    (effects, "write_events", 2),
    (effects, "write_history", 3),
    (batches.Batches, "_note", 1),
    (batches.Batches, "_note", 5),
    (batches.Batches, "_write", 1),
    (batches.Batches, "_write", 3),
    (batches.Batches, "_write", 6),
    (importing, "sum_up", 1),
    (importing, "complete_set", 1),
]


@pytest.mark.parametrize(
    ("owner", "name", "at"), PLACES, ids=lambda value: str(getattr(value, "__name__", value))
)
def test_crash(
    owner: Any, name: str, at: int, boss: Actor, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = checksum()
    whole = bring("deals", TEXT, **MAP)
    expected, counted = left_behind(boss), counts(whole)
    assert counted == (22, 20, 0, 0, 2)
    undo(boss, whole.set or 0)
    OutboxEvent.objects.all().delete()
    ChangeSet.objects.all().delete()
    assert checksum() == before
    crash(bring, monkeypatch, owner, name, at)
    result = bring("deals", TEXT, **MAP)
    assert counts(result) == counted
    assert left_behind(boss) == expected
    assert ChangeSet.objects.filter(kind="import").count() == 1
    assert [one["line"] for one in result.refusals] == [15, 23]
    assert undo(boss, result.set or 0).kept == []
    assert checksum() == before


def test_other_options_are_another_import(bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    crash(bring, monkeypatch, batches.Batches, "_write", 3)
    result = bring("deals", TEXT, **MAP, again=True)
    assert counts(result) == (22, 12, 0, 8, 2)
    assert ChangeSet.objects.filter(kind="import").count() == 2


def test_undone_while_it_runs(boss: Actor) -> None:
    before = checksum()
    job = Import(boss, "deals", TEXT.encode(), Options(**MAP))

    def meanwhile(change_set: ChangeSet, done: int) -> None:
        if done == 8:
            undo(boss, change_set.pk)

    with pytest.raises(batches.Halted, match="undone meanwhile"):
        job.run(meanwhile)
    assert checksum() == before


def test_an_interrupted_import_can_be_undone(
    bring: Bring, boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = checksum()
    crash(bring, monkeypatch, batches.Batches, "_write", 3)
    assert undo(boss, ChangeSet.objects.get(kind="import").pk).kept == []
    assert checksum() == before
    assert counts(bring("deals", TEXT, **MAP)) == (22, 20, 0, 0, 2)

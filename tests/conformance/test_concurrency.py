"""Several people at once, each in a connection of their own: nobody's change is lost, no counter strays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections

from trato.accounts import workspace
from trato.records import actions, rows, snapshot
from trato.records.checksum import checksum
from trato.records.errors import RecordError, Stale
from trato.records.models import Change, ChangeSet, OutboxEvent
from trato.records.registry import registry
from trato.records.undo import undo
from trato.testing.assertions import assert_no_drift
from trato.testing.cast import Cast, gather
from trato.testing.makers import Makers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> Iterator[Cast]:
    snapshot.reset()
    yield gather()
    snapshot.reset()


def together(*acts: Callable[[], object]) -> None:
    """Run these at once, each in a thread with its own connection; the first fault of any is raised."""
    start, faults = Barrier(len(acts)), []

    def run(act: Callable[[], None]) -> None:
        try:
            start.wait()
            act()
        except Exception as fault:  # noqa: BLE001  # told below, in the test's own thread
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


@pytest.mark.parametrize("key", ["deals", "boats", "tasks"])
def test_counters_equal_a_recount_after_random_acts_at_once(people: Cast, key: str) -> None:
    make = Makers(people.owner)
    record_type = registry.get(key)
    by, total = record_type.counted_by[0], record_type.counted_total
    choices = _choices(people, key, by)
    amounts: dict[str, Any] = {total: "10"} if total else {}
    ids = [make(key, **amounts) for _number in range(6)]

    def act(seed: int) -> Callable[[], None]:
        def run() -> None:
            dice = Random(seed)
            for _turn in range(8):
                _do(people, dice, key, ids, {by: dice.choice(choices)}, total)

        return run

    together(*[act(seed) for seed in range(4)])
    assert_no_drift()
    assert rows.count(people.owner, key, archived=None, cap=None).number >= 6


def _choices(people: Cast, key: str, by: str) -> list[object]:
    field = registry.get(key).fields[by]
    if field.choices:
        return [value for value, _label in field.choices]
    return [row.id for row in rows.read(people.owner, field.target, columns=()).rows]


def _do(people: Cast, dice: Random, key: str, ids: list[int], moved: dict[str, object], total: str) -> None:
    pk, owner = dice.choice(ids), people.owner
    amount = {total: str(dice.randrange(1000))} if total else {}
    acts: list[Callable[[], object]] = [
        lambda: actions.change(owner, key, pk, moved | amount),
        lambda: actions.change(owner, key, pk, {"owner": dice.choice([people.ana, people.cleo]).user_id}),
        lambda: actions.archive(owner, key, [pk], archived=dice.random() < 0.5),
        lambda: actions.change_all(owner, key, ids, moved),
        lambda: actions.create(owner, key, {"name": "new", **moved, **amount}),
    ]
    try:
        dice.choice(acts)()
    except RecordError:
        pass  # somebody else was first


def test_twenty_people_drag_one_card(people: Cast) -> None:
    """One wins; the others are told that it has moved."""
    deal = Makers(people.owner).deal()
    found = rows.read(people.owner, "stages", columns=(), filter="not kind:lost", sort="id").rows
    stages = [row.id for row in found]
    won: list[int] = []
    lost: list[int] = []

    def drag(stage: int) -> Callable[[], None]:
        def run() -> None:
            try:
                actions.change(people.owner, "deals", deal, {"stage": stage}, version=1)
                won.append(stage)
            except Stale:
                lost.append(stage)

        return run

    together(*[drag(stages[number % 4 + 1]) for number in range(20)])
    assert (len(won), len(lost)) == (1, 19)
    row = rows.one(people.owner, "deals", deal)
    assert (row["stage"].id, row.version) == (won[0], 2)
    assert Change.objects.filter(type="deals", op="change").count() == 1
    assert_no_drift()


def test_changes_of_different_fields_merge(people: Cast) -> None:
    deal = Makers(people.owner).deal(value="1")
    given: list[dict[str, object]] = [{"value": "2"}, {"reference": "A-1"}, {"closed_on": "2026-11-20"}]
    together(*[partial(actions.change, people.owner, "deals", deal, one) for one in given])
    row = rows.one(people.owner, "deals", deal)
    assert (row["value"].as_text(), row["reference"], row["closed_on"].isoformat(), row.version) == (
        "2.00", "A-1", "2026-11-20", 4,
    )  # fmt: skip
    assert OutboxEvent.objects.filter(name="records.changed", type="deals").count() == 3


def test_names_that_are_one_of_a_kind(people: Cast) -> None:
    """Five people add the same tag: one succeeds, the others get a sentence."""
    refused: list[str] = []

    def add() -> None:
        try:
            actions.create(people.owner, "tags", {"name": "hot"})
        except RecordError as error:
            refused.append(str(error))

    together(*[add] * 5)
    assert (rows.count(people.owner, "tags").number, len(refused)) == (1, 4)
    assert_no_drift()


def test_an_undo_while_others_write(people: Cast) -> None:
    """Undone is what was undone, kept is what somebody changed since; nothing in between."""
    make = Makers(people.owner)
    ids = make.many("companies", 10)
    done = actions.change_all(people.owner, "companies", ids, {"city": "Lugo"})
    results = []

    def write() -> None:
        for pk in ids:
            actions.change(people.owner, "companies", pk, {"city": "Vigo"})

    def take_back() -> None:
        results.append(undo(people.owner, done.set or 0))

    together(write, take_back)
    cities = {row["city"] for row in rows.read(people.owner, "companies", columns=("city",)).rows}
    assert cities == {"Vigo"} or cities <= {"Vigo", None}
    kept = {one.id for one in results[0].kept}
    assert results[0].undone + len(kept) >= 10
    assert ChangeSet.objects.filter(state__in=[ChangeSet.OPEN, ChangeSet.UNDOING]).count() == 0


def test_one_undo_at_a_time(people: Cast) -> None:
    make = Makers(people.owner)
    ids = make.many("companies", 5)
    before = checksum()
    done = actions.change_all(people.owner, "companies", ids, {"city": "Lugo"})
    outcomes: list[str] = []

    def take_back() -> None:
        try:
            outcomes.append(f"undone {undo(people.owner, done.set or 0).undone}")
        except RecordError as error:
            outcomes.append(error.code)

    together(take_back, take_back, take_back)
    assert checksum() == before
    assert workspace.is_claimed() is False

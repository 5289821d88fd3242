"""Rows as of a past moment: what they were, whatever happened since, and nothing that one may not see."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from trato.accounts.actor import Actor
from trato.records import access, actions, rows
from trato.records.errors import FilterError, Invalid, RecordError
from trato.records.merge import merge
from trato.records.models import ChangeSet
from trato.records.past import as_of
from trato.records.registry import registry
from trato.records.undo import undo
from trato.testing.makers import Makers

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def state(actor: Actor, type_key: str, **options: Any) -> dict[int, dict[str, Any]]:
    """Every row with all that can be told of it."""
    options.setdefault("archived", None)
    options.setdefault("columns", list(access.readable_fields(actor, registry.get(type_key))))
    found = rows.read(actor, type_key, sort="id", limit=500, **options)
    return {row.id: _plain(row) for row in found.rows}


def _plain(row: rows.Row) -> dict[str, Any]:
    return {name: str(value) for name, value in row.items()}


class Life:
    """A week in a firm, in random steps."""

    def __init__(self, owner: Actor, seed: int) -> None:
        self.owner, self.dice = owner, random.Random(seed)
        self.stages = [row.id for row in rows.read(owner, "stages", columns=()).rows]
        self.sets: list[int] = []
        self.done: dict[str, int] = {}

    def ids(self, key: str) -> list[int]:
        return [row.id for row in rows.read(self.owner, key, columns=(), limit=500, archived=None).rows]

    def values(self) -> dict[str, Any]:
        dice = self.dice
        found: dict[str, Any] = {"name": f"Deal {dice.randrange(1000)}", "value": str(dice.randrange(9000))}
        if companies := self.ids("companies"):
            found["company"] = dice.choice([None, *companies])
        if contacts := self.ids("contacts"):
            found["contacts"] = dice.sample(contacts, dice.randrange(1 + min(2, len(contacts))))
        found["tags"] = dice.choice(["", "hot", "hot, cold", "warm"])
        return {name: found[name] for name in found if name == "name" or dice.random() < 0.6}

    def step(self) -> None:
        before = ChangeSet.objects.count()
        kind = self.dice.choice(["deal", "deal", "change", "change", "stage", "bin", "purge", "undo", "merge"])
        try:
            getattr(self, kind)()
        except RecordError:
            return
        if ChangeSet.objects.count() > before:
            self.done[kind] = self.done.get(kind, 0) + 1
            self.sets.append(ChangeSet.objects.order_by("-pk")[0].pk)

    def deal(self) -> None:
        key = self.dice.choice(["deals", "deals", "companies", "contacts"])
        values = self.values() if key == "deals" else {"name": f"{key} {self.dice.randrange(99)}"}
        if key == "deals":
            values |= {"stage": self.dice.choice(self.stages)}
        actions.create(self.owner, key, values)

    def change(self) -> None:
        if deals := self.ids("deals"):
            actions.change(self.owner, "deals", self.dice.choice(deals), self.values())

    def stage(self) -> None:
        if deals := self.ids("deals"):
            stage = self.dice.choice(self.stages)
            actions.change(self.owner, "deals", self.dice.choice(deals), {"stage": stage})

    def bin(self) -> None:
        if deals := self.ids("deals"):
            pk = self.dice.choice(deals)
            actions.archive(self.owner, "deals", [pk], archived=self.dice.random() < 0.7)

    def purge(self) -> None:
        key = self.dice.choice(["deals", "companies", "contacts"])
        if ids := self.ids(key):
            pk = self.dice.choice(ids)
            actions.archive(self.owner, key, [pk])
            actions.purge(self.owner, key, [pk])

    def undo(self) -> None:
        if self.sets:
            undo(self.owner, self.dice.choice(self.sets[-6:]))

    def merge(self) -> None:
        key = self.dice.choice(["companies", "contacts"])
        ids = self.ids(key)
        if len(ids) > 1:
            one, other = self.dice.sample(ids, 2)
            merge(self.owner, key, one, [other])


@pytest.mark.parametrize("seed", range(8))
def test_any_day_is_shown_as_it_was(owner: Actor, make: Makers, seed: int) -> None:
    """Rows are made, changed, binned, deleted, merged and undone; each day's list comes back the same."""
    kept: dict[str, dict[str, Any]] = {}
    types = ("deals", "companies", "contacts")
    with time_machine.travel(START, tick=False) as clock:
        life = Life(owner, seed)
        for day in range(6):
            for _step in range(10):
                clock.shift(timedelta(minutes=7))
                life.step()
            noon = START + timedelta(days=day, hours=5)
            clock.move_to(noon)
            kept[noon.isoformat()] = {key: state(owner, key) for key in types}
            clock.move_to(START + timedelta(days=day + 1))
        for moment, then in kept.items():
            for key in types:
                with as_of(owner, key, moment):
                    assert state(owner, key) == then[key], (moment, key)
        assert {key: state(owner, key) for key in types} == kept[moment]
    assert len(life.sets) > 20

"""Rows as of a past moment: what they were, whatever happened since, and nothing that one may not see."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.utils import timezone

from trato.accounts.actor import Actor
from trato.accounts.models import RoleRight
from trato.accounts.rights import Right
from trato.kernel.money import Money
from trato.records import access, actions, rows, snapshot
from trato.records.errors import FilterError, RecordError
from trato.records.merge import merge
from trato.records.models import ChangeSet, Snapshot
from trato.records.past import NoSuchDay, as_of
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

    def ids(self, key: str, *, archived: bool | None = None) -> list[int]:
        return [row.id for row in rows.read(self.owner, key, columns=(), limit=500, archived=archived).rows]

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
        kind = self.dice.choice(
            ["deal", "deal", "change", "change", "stage", "bin", "purge", "undo", "merge"]
        )
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
        if deals := self.ids("deals", archived=False):
            actions.change(self.owner, "deals", self.dice.choice(deals), self.values())

    def stage(self) -> None:
        if deals := self.ids("deals", archived=False):
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
                woven = list(access.readable_fields(owner, registry.get(key)))
                woven.remove("updated_at")  # asked for, it has the rows copied
                with as_of(owner, key, moment):
                    told = {pk: {name: row[name] for name in woven} for pk, row in then[key].items()}
                    assert state(owner, key, columns=woven) == told, (moment, key)
                    assert state(owner, key) == then[key], (moment, key)
        assert {key: state(owner, key) for key in types} == kept[moment]
    assert len(life.sets) > 20


@pytest.mark.parametrize(
    "text", ["31 October", "2026-13-40", "2026-10-31T99:00", "0001-01-01", "x", "9" * 39]
)
def test_what_is_no_day_gets_a_sentence(owner: Actor, text: str) -> None:
    with pytest.raises(NoSuchDay, match="is not a day; write it as 2026-10-31"), as_of(owner, "deals", text):
        pass


@pytest.mark.parametrize("text", ["2999-01-01", "2999-01-01T00:00:00Z"])
def test_the_future_is_refused(owner: Actor, text: str) -> None:
    with pytest.raises(NoSuchDay, match="still to come"), as_of(owner, "deals", text):
        pass


def test_words_are_refused_and_fields_are_not(owner: Actor, make: Makers) -> None:
    with time_machine.travel(START, tick=False) as clock:
        deal = make.deal(name="Ring", value="900")
        clock.shift(timedelta(days=1))
        actions.change(owner, "deals", deal, {"value": "100"})
        with as_of(owner, "deals", "2026-03-02"):
            assert rows.read(owner, "deals", filter="value>500").rows[0]["name"] == "Ring"
            assert rows.summary(owner, "deals", total="value").totals == (Money(90000, "USD"),)
            with pytest.raises(FilterError, match="Words cannot be searched for as of a past day"):
                rows.read(owner, "deals", filter="ring")
        assert rows.read(owner, "deals", filter="value>500").rows == []


def test_a_day_ends_where_the_reader_is(owner: Actor, make: Makers) -> None:
    """Past midnight in Madrid it is yesterday in New York still."""
    with time_machine.travel(datetime(2026, 3, 2, 23, 30, tzinfo=UTC), tick=False) as clock:
        deal = make.deal(name="Late")
        clock.shift(timedelta(days=2))
        for zone, there in (("Europe/Madrid", False), ("America/New_York", True)):
            with as_of(replace(owner, time_zone=zone), "deals", "2026-03-02"):
                assert (deal in state(owner, "deals")) is there


def test_rights_are_those_of_today(owner: Actor, ana: Actor, ben: Actor, make: Makers) -> None:
    """What went from Ana to Ben is Ben's past alone; what is deleted was whose it was at last."""
    with time_machine.travel(START, tick=False) as clock:
        make.deal(name="Before", owner=ana)
        given, gone, kept = (make.deal(name=name, owner=ana) for name in ("Given", "Gone", "Kept"))
        clock.shift(timedelta(days=1))
        actions.change(owner, "deals", given, {"owner": ben.user_id})
        actions.change(owner, "deals", gone, {"owner": ben.user_id})
        actions.change(owner, "deals", kept, {"name": "Kept now"})
        actions.archive(owner, "deals", [gone])
        actions.purge(owner, "deals", [gone])
        scopes = {(ana.role, "deals", right.value): "own" for right in (Right.READ, Right.EXPORT)}
        for (role, key, right), scope in scopes.items():
            RoleRight.objects.update_or_create(role=role, type=key, right=right, defaults={"scope": scope})
        snapshot.reset()
        seen = {}
        for who in (ana, ben):
            for right in (Right.READ, Right.EXPORT):
                with as_of(who, "deals", "2026-03-02", right):
                    found = rows.read(who, "deals", right=right, sort="id").rows
                    seen[who.user_id, right] = [row["name"] for row in found]
                    assert rows.count(who, "deals").number == len(found)
    for right in (Right.READ, Right.EXPORT):
        assert seen[ana.user_id, right] == ["Before", "Kept"]
        assert seen[ben.user_id, right] == ["Given", "Gone"]


def test_rows_are_found_by_what_they_held_then(owner: Actor, make: Makers) -> None:
    """By a value that has changed, in its order and by another, before and after rows were told."""
    with time_machine.travel(START, tick=False) as clock:
        ids = [make.contact(name=f"P{number}", job_title=f"Title {number}") for number in range(30)]
        clock.shift(timedelta(days=1))
        late = make.contact(name="Later", job_title="Title 3")
        for pk in ids:
            actions.change(owner, "contacts", pk, {"job_title": "Retired"})

        def found(**options: Any) -> list[tuple[int, str]]:
            read = rows.read(owner, "contacts", columns=["name", "job_title"], limit=40, **options).rows
            return [(row.id, row["job_title"]) for row in read if row.id in {*ids, late}]

        told = [(pk, f"Title {number}") for number, pk in enumerate(ids)]
        with as_of(owner, "contacts", "2026-03-02"):
            assert found(sort="id") == told
            assert found(filter='job_title="Title 3"') == [told[3]]
            assert found(filter="job_title=Retired") == []
            assert found(sort="id") == told
        with as_of(owner, "contacts", "2026-03-02"):
            assert [title for _pk, title in found(sort="-job_title")][:2] == ["Title 9", "Title 8"]
        assert found(filter='job_title="Title 3"') == [(late, "Title 3")]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_statement_that_is_known_by_heart_reads_the_past_all_the_same(owner: Actor, make: Makers) -> None:
    """The server has it planned after some times, for the table itself."""
    company = make.company(name="Acme")
    deal = make.deal(name="Ring", company=company)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        actions.archive(owner, "companies", [company])
        actions.purge(owner, "companies", [company])
        asked = 'SELECT "name" FROM "people_company" WHERE "id" = %s'

        def name() -> list[tuple[str]]:
            with connection.cursor() as cursor:
                cursor.execute(asked, [company])
                found: list[tuple[str]] = cursor.fetchall()
                return found

        day = (timezone.now() - timedelta(days=1)).date().isoformat()
        for _time in range(2):
            assert [name() for _again in range(8)] == [[]] * 8
            with as_of(owner, "deals", day):
                assert rows.one(owner, "deals", deal)["company"].label == "Acme"
                assert name() == [("Acme",)]


def test_nothing_stays_behind(owner: Actor, make: Makers) -> None:
    """Not after a reader's error either; and while one reads the past nothing can be written."""
    with time_machine.travel(START, tick=False) as clock:
        deal = make.deal(name="Ring")
        clock.shift(timedelta(days=1))
        actions.change(owner, "deals", deal, {"name": "Bell"})
        with as_of(owner, "deals", "2026-03-02"):
            assert rows.one(owner, "deals", deal)["name"] == "Ring"
        with pytest.raises(DatabaseError), as_of(owner, "deals", "2026-03-02"):
            actions.change(owner, "deals", deal, {"name": "Gong"})
        assert rows.one(owner, "deals", deal)["name"] == "Bell"
        actions.change(owner, "deals", deal, {"name": "Gong"})
        assert rows.one(owner, "deals", deal)["name"] == "Gong"


@pytest.mark.django_db(transaction=True)
def test_a_reader_of_the_past_keeps_no_writer_waiting(owner: Actor, make: Makers) -> None:
    """Outside any transaction, too, it leaves the connection as it was."""
    deal = make.deal(name="Ring")
    for _time in range(2):
        with as_of(owner, "deals", timezone.now().isoformat()):
            assert rows.one(owner, "deals", deal)["name"] == "Ring"
        assert not connection.in_atomic_block
    actions.change(owner, "deals", deal, {"name": "Bell"})
    assert rows.one(owner, "deals", deal)["name"] == "Bell"


def test_what_was_linked_and_is_gone_keeps_its_name(owner: Actor, make: Makers) -> None:
    with time_machine.travel(START, tick=False) as clock:
        company = make.company(name="Acme")
        make.deal(name="Ring", company=company)
        clock.shift(timedelta(days=1))
        actions.archive(owner, "companies", [company])
        actions.purge(owner, "companies", [company])
        for snapshots in (True, False):
            if not snapshots:
                Snapshot.objects.all().delete()
            with as_of(owner, "deals", "2026-03-02"):
                row = rows.read(owner, "deals", columns=["company"], filter="company:any").rows[0]
                assert (row["company"].id, row["company"].label) == (company, "Acme")

"""Undo, exactly: the inverse, or the name of what stands in the way; pending links in between."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from trato.accounts.actor import Actor
from trato.records import actions, rows
from trato.records.checksum import checksum
from trato.records.custom import add_field
from trato.records.errors import NotFound, Refused
from trato.records.models import ChangeSet, Link, Pending, Snapshot
from trato.records.touched import Touched
from trato.records.undo import undo, undo_row
from trato.records.work import writing
from trato.testing.assertions import assert_no_drift, unchanged
from trato.testing.makers import Makers, last_set


def test_it_works(ana: Actor, make: Makers) -> None:
    deal = make.deal(owner=ana, value="900")
    before = checksum()
    number = last_set(ana, lambda: actions.change(ana, "deals", deal, {"value": "1200.50"}))
    done = undo(ana, number)
    assert (done.undone, done.kept) == (1, [])
    assert checksum() == before
    assert_no_drift()


def test_a_later_change_of_the_same_field_stands(ana: Actor, make: Makers) -> None:
    deal = make.deal(owner=ana, value="900")
    number = last_set(ana, lambda: actions.change(ana, "deals", deal, {"value": "1000", "reference": "A-1"}))
    actions.change(ana, "deals", deal, {"value": "2000"})
    done = undo(ana, number)
    assert [(one.type, one.id, one.field) for one in done.kept] == [("deals", deal, "value")]
    row = rows.one(ana, "deals", deal)
    assert (row["value"].as_text(), row["reference"]) == ("2000.00", None)


def test_what_was_kept_can_be_undone_once_nothing_stands_in_the_way(ana: Actor, make: Makers) -> None:
    deal = make.deal(owner=ana, value="900")
    before = checksum()
    first = last_set(ana, lambda: actions.change(ana, "deals", deal, {"value": "1000"}))
    second = last_set(ana, lambda: actions.change(ana, "deals", deal, {"value": "2000"}))
    assert len(undo(ana, first).kept) == 1
    assert undo(ana, second).kept == []
    assert undo(ana, first).kept == []
    assert checksum() == before


def test_an_undo_of_nothing_leaves_nothing(ana: Actor, make: Makers) -> None:
    """Neither the act, nor the undo of an undo, changes its state where all of it stands in the way."""
    deal = make.deal(owner=ana, value="900")
    number = last_set(ana, lambda: actions.change(ana, "deals", deal, {"value": "1000"}))
    taken_back = undo(ana, number)
    actions.change(ana, "deals", deal, {"value": "2000"})
    sets = list(ChangeSet.objects.order_by("pk").values_list("pk", "state"))
    again = undo(ana, taken_back.set)
    assert (again.set, again.undone, [one.id for one in again.kept]) == (0, 0, [deal])
    assert list(ChangeSet.objects.order_by("pk").values_list("pk", "state")) == sets
    with pytest.raises(Refused):
        undo(ana, number)


def test_an_undo_is_undone(ana: Actor, make: Makers) -> None:
    deal = make.deal(owner=ana, value="900")
    number = last_set(ana, lambda: actions.change(ana, "deals", deal, {"value": "1000"}))
    after = checksum()
    taken_back = undo(ana, number)
    again = undo(ana, taken_back.set)
    assert (again.undone, again.kept, checksum()) == (1, [], after)
    assert undo(ana, number).undone == 1


def test_what_was_done_again_is_undone_as_the_first_was(ana: Actor, make: Makers) -> None:
    """By the number of the redo, which then is undone too, and done again by the last undo."""
    deal = make.deal(owner=ana, value="900")
    before = checksum()
    number = last_set(ana, lambda: actions.change(ana, "deals", deal, {"value": "1000"}))
    after = checksum()
    redo = undo(ana, undo(ana, number).set).set
    taken_back = undo(ana, redo)
    assert (taken_back.undone, taken_back.kept, checksum()) == (1, [], before)
    undone = ChangeSet.objects.filter(pk__in=(number, redo)).values_list("state", flat=True)
    assert set(undone) == {ChangeSet.UNDONE}
    with pytest.raises(Refused, match=f"Change set {number} is undone already"):
        undo(ana, redo)
    assert undo(ana, taken_back.set).undone == 1
    assert checksum() == after


def test_of_a_row_that_was_done_again_that_row_alone_is_undone(ana: Actor, make: Makers) -> None:
    deals = [make.deal(owner=ana, value="900") for _ in range(2)]
    number = last_set(ana, lambda: actions.change_all(ana, "deals", deals, {"value": "1000"}))
    redo = undo(ana, undo_row(ana, number, "deals", deals[0]).set).set
    assert {rows.one(ana, "deals", pk)["value"].as_text() for pk in deals} == {"1000.00"}
    assert undo(ana, redo).undone == 1
    assert [rows.one(ana, "deals", pk)["value"].as_text() for pk in deals] == ["900.00", "1000.00"]
    assert ChangeSet.objects.get(pk=redo).state == ChangeSet.UNDONE
    with pytest.raises(Refused, match="This is undone already"):
        undo(ana, redo)


def test_undo_twice_is_refused(ana: Actor, make: Makers) -> None:
    deal = make.deal(owner=ana)
    number = last_set(ana, lambda: actions.change(ana, "deals", deal, {"value": "1"}))
    undo(ana, number)
    with unchanged(), pytest.raises(Refused):
        undo(ana, number)


def test_one_undoes_ones_own(ana: Actor, ben: Actor, adam: Actor, make: Makers) -> None:
    deal = make.deal(owner=ana)
    number = last_set(ana, lambda: actions.change(ana, "deals", deal, {"value": "1"}))
    with unchanged(), pytest.raises(NotFound):
        undo(ben, number)
    assert undo(adam, number).undone == 1


def test_no_such_set(ana: Actor) -> None:
    with unchanged(), pytest.raises(NotFound):
        undo(ana, 10**9)


def test_a_creation_leaves_nothing_and_comes_back_whole(owner: Actor, make: Makers) -> None:
    company = make.company()
    contact = make.contact()
    empty = checksum()
    given = {
        "name": "Cold storage",
        "value": "900",
        "company": company,
        "contacts": [{"id": contact, "role": "buyer"}],
        "products": [make.product()],
        "tags": [make.tag(name="hot")],
    }
    empty = checksum()
    number = last_set(owner, lambda: actions.create(owner, "deals", given))
    full = checksum()
    done = undo(owner, number)
    assert (done.undone, checksum()) == (1, empty)
    assert Snapshot.objects.count() == 1
    undo(owner, done.set)
    assert checksum() == full
    assert_no_drift()


def test_a_changed_creation_is_kept(owner: Actor, make: Makers) -> None:
    number = last_set(owner, lambda: make.company(name="Acme"))
    company = rows.read(owner, "companies").rows[0].id
    actions.change(owner, "companies", company, {"city": "Lugo"})
    done = undo(owner, number)
    assert (done.undone, [one.id for one in done.kept]) == (0, [company])


def test_links_to_what_is_gone_wait_for_it(owner: Actor, make: Makers) -> None:
    number = last_set(owner, lambda: make.company(name="Acme"))
    company = rows.read(owner, "companies").rows[0].id
    deal = make.deal(company=company)
    linked = checksum()
    done = undo(owner, number)
    row = rows.one(owner, "deals", deal)
    assert row["company"] is None
    assert rows.pending_of("deals", deal) == {"company": ["Acme"]}
    assert_no_drift()
    undo(owner, done.set)
    assert checksum() == linked


def test_a_namesake_takes_the_place(owner: Actor, make: Makers) -> None:
    number = last_set(owner, lambda: make.company(name="Acme"))
    deal = make.deal(company=rows.read(owner, "companies").rows[0].id)
    undo(owner, number)
    other = make.company(name="Acme")
    row = rows.one(owner, "deals", deal)
    assert row["company"].id == other
    assert Pending.objects.count() == 0


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_creations_are_undone_in_any_order(owner: Actor, make: Makers, order: tuple[int, ...]) -> None:
    """A company, its subsidiary, a contact of both, and a deal with all of them."""
    empty = checksum()
    sets = [last_set(owner, lambda: make.company(name="Acme"))]
    acme = rows.read(owner, "companies", filter="name=Acme").rows[0].id
    sets.append(last_set(owner, lambda: make.company(name="Acme Sub", parent=acme)))
    sub = rows.read(owner, "companies", filter='name="Acme Sub"').rows[0].id
    sets.append(last_set(owner, lambda: make.contact(name="Ana Diaz", companies=[acme, sub])))
    contact = rows.read(owner, "contacts").rows[0].id
    sets.append(last_set(owner, lambda: make.deal(company=sub, contacts=[contact], value="10", name="")))
    for place in order:
        assert undo(owner, sets[place]).kept == []
        assert_no_drift()
    assert checksum() == empty


def test_a_parent_and_its_child_deleted_at_once_come_back_linked(owner: Actor, make: Makers) -> None:
    parent = make.company(name="Acme")
    child = make.company(name="Acme Sub", parent=parent)
    before = checksum()
    done = actions.purge(owner, "companies", [parent, child])
    assert done.set is not None
    undo(owner, done.set)
    assert checksum() == before


def test_a_deleted_record_comes_back_after_its_target_has_gone(owner: Actor, make: Makers) -> None:
    company = make.company(name="Acme")
    deal = make.deal(company=company)
    gone = actions.purge(owner, "deals", [deal])
    actions.purge(owner, "companies", [company])
    assert gone.set is not None
    undo(owner, gone.set)
    assert rows.one(owner, "deals", deal)["company"] is None
    assert rows.pending_of("deals", deal) == {"company": ["Acme"]}


def test_a_deleted_record_comes_back_after_its_owner_has_gone(owner: Actor, make: Makers) -> None:
    person = make.user(name="Pat")
    deal = make.deal(owner=person)
    gone = actions.purge(owner, "deals", [deal])
    actions.purge(owner, "users", [person])
    assert gone.set is not None
    undo(owner, gone.set)
    assert rows.one(owner, "deals", deal)["owner"] is None
    assert_no_drift()


def test_deleting_an_owner_leaves_counters_right(owner: Actor, make: Makers) -> None:
    person = make.user(name="Pat")
    make.deal(owner=person, value="10")
    before = checksum()
    gone = actions.purge(owner, "users", [person])
    assert_no_drift()
    assert gone.set is not None
    undo(owner, gone.set)
    assert checksum() == before
    assert_no_drift()


def test_the_bin_and_back(owner: Actor, make: Makers) -> None:
    deals = [make.deal(value="5"), make.deal(value=None)]
    before = checksum()
    done = actions.archive(owner, "deals", deals)
    assert rows.count(owner, "deals").number == 0
    assert rows.count(owner, "deals", archived=True).number == 2
    assert_no_drift()
    assert done.set is not None
    undo(owner, done.set)
    assert checksum() == before
    assert_no_drift()


def test_many_rows_go_back_in_batches(owner: Actor, make: Makers) -> None:
    companies = make.many("companies", 12)
    before = checksum()
    done = actions.change_all(owner, "companies", companies, {"city": "Lugo"})
    assert done.set is not None
    assert undo(owner, done.set).undone == 12
    assert checksum() == before


def test_an_undone_field_is_gone_and_a_used_one_stays(owner: Actor, make: Makers) -> None:
    empty = checksum()
    number = last_set(owner, lambda: add_field(owner, "companies", "founded", "integer"))
    first = last_set(owner, lambda: make.company(founded="1996"))
    done = undo(owner, number)
    assert [one.type for one in done.kept] == ["fields"]
    undo(owner, first)
    assert undo(owner, number).kept == []
    assert checksum() == empty


def test_a_stage_in_use_stays(owner: Actor, make: Makers) -> None:
    number = last_set(owner, lambda: make.stage(name="Demo"))
    stage = rows.read(owner, "stages", filter="name=Demo").rows[0].id
    deal = last_set(owner, lambda: make.deal(stage=stage))
    assert [one.id for one in undo(owner, number).kept] == [stage]
    undo(owner, deal)
    assert undo(owner, number).kept == []


def test_a_verbs_undo(owner: Actor, make: Makers) -> None:
    from trato.records import access
    from trato.records.registry import registry

    task = make.task()
    tasks = registry.get("tasks")
    before = checksum()
    number = last_set(owner, lambda: tasks.verbs[0].run(owner, access.fetch(owner, tasks, task)))
    assert rows.one(owner, "tasks", task)["status"] == "done"
    undo(owner, number)
    assert checksum() == before


def test_no_orphans(owner: Actor, make: Makers) -> None:
    contact = make.contact(companies=[make.company()])
    actions.purge(owner, "contacts", [contact])
    assert Link.objects.count() == 0
    assert ChangeSet.objects.exclude(state=ChangeSet.COMPLETE).count() == 0


@pytest.mark.parametrize("microseconds", [0, 1, 999, 123_456])
def test_a_moment_comes_back_to_the_microsecond(
    owner: Actor, make: Makers, clock: Any, microseconds: int
) -> None:
    clock.move_to(datetime(2026, 11, 20, 9, 0, 0, microseconds, tzinfo=UTC))
    deal = make.deal()
    before = checksum()
    done = actions.purge(owner, "deals", [deal])
    clock.shift(60)
    assert done.set is not None
    undo(owner, done.set)
    assert checksum() == before
    assert rows.one(owner, "deals", deal)["created_at"].microsecond == microseconds


def test_a_mass_edit_of_which_somebody_changed_three(ana: Actor, ben: Actor, make: Makers) -> None:
    """Four hundred and ninety-seven go back; the three are named."""
    pks = [touched.id for touched in _companies(ana, 500)]
    number = last_set(ana, lambda: actions.change_all(ana, "companies", pks, {"city": "Oslo"}))
    for pk in pks[10:13]:
        actions.change(ben, "companies", pk, {"city": "Rome"})
    done = undo(ana, number)
    assert (done.undone, sorted(one.id for one in done.kept)) == (497, pks[10:13])
    cities = [rows.one(ana, "companies", pk)["city"] for pk in pks]
    assert (cities.count(None), cities.count("Rome")) == (497, 3)


def _companies(actor: Actor, number: int) -> list[Touched]:
    with writing(actor, "companies.fill") as work:
        return [work.create("companies", {"name": f"Company {one}"}) for one in range(number)]

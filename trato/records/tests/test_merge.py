"""Merging: fields by choice, relations moved, and what it refuses, which changes nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from trato.accounts.actor import Actor
from trato.accounts.models import FieldRight
from trato.records import actions, rows, snapshot
from trato.records.checksum import checksum
from trato.records.errors import Denied, Invalid, NotFound, RecordError, Refused, Stale
from trato.records.merge import merge, merged_into
from trato.records.models import ChangeSet, MendDecision, TimelineEntry
from trato.records.undo import undo
from trato.testing.assertions import assert_no_drift, unchanged
from trato.testing.makers import Makers


def texts(row: rows.Row, name: str) -> list[str]:
    return [one.value for one in row[name]]


def test_it_works(owner: Actor, make: Makers) -> None:
    """Own values stay, gaps are filled, addresses and companies are united, and deals follow."""
    acme, bolt = make.company(name="Acme"), make.company(name="Bolt")
    one = make.contact(name="Ida Lo", emails="ida@acme.com", companies=[acme])
    two = make.contact(name="I. Lo", job_title="Buyer", emails="IDA@acme.com, lo@bolt.com", companies=[bolt])
    deal = make.deal(name="Ring", contacts=[two])
    both = make.deal(name="Both", contacts=[two, one])
    number = merge(owner, "contacts", one, [two])
    row = rows.one(owner, "contacts", one)
    assert (row["name"], row["job_title"]) == ("Ida Lo", "Buyer")
    assert texts(row, "emails") == ["ida@acme.com", "lo@bolt.com"]
    assert [ref.label for ref in row["companies"]] == ["Acme", "Bolt"]
    assert [ref.id for ref in rows.one(owner, "deals", deal)["contacts"]] == [one]
    assert [ref.id for ref in rows.one(owner, "deals", both)["contacts"]] == [one]
    found = ChangeSet.objects.get(pk=number)
    assert (found.kind, found.details) == ("contacts.merge", {"survivor": one, "merged": [two]})
    with pytest.raises(NotFound):
        rows.one(owner, "contacts", two)
    assert_no_drift()


def test_a_field_is_taken_from_the_record_that_was_chosen(owner: Actor, make: Makers) -> None:
    one = make.company(name="Acme", city="Rome", industry="Steel")
    two = make.company(name="ACME Inc", city="Oslo", industry="Iron")
    three = make.company(name="Acme Co", employees=4)
    merge(owner, "companies", one, [two, three], {"city": two, "industry": three})
    row = rows.one(owner, "companies", one)
    assert (row["name"], row["city"], row["industry"], row["employees"]) == ("Acme", "Oslo", None, 4)


def test_a_parent_and_its_child_become_one(owner: Actor, make: Makers) -> None:
    """Nobody ends up as their own parent: the parent's parent takes its place, the children follow."""
    top = make.company(name="Top")
    parent = make.company(name="Parent", parent=top)
    child = make.company(name="Child", parent=parent)
    grandchild = make.company(name="Grandchild", parent=child)
    before = checksum()
    number = merge(owner, "companies", grandchild, [parent])
    assert rows.one(owner, "companies", grandchild)["parent"].id == top
    assert rows.one(owner, "companies", child)["parent"].id == grandchild
    undo(owner, number)
    assert checksum() == before
    merge(owner, "companies", child, [parent])
    assert rows.one(owner, "companies", child)["parent"].id == top


def test_a_choice_that_leads_in_a_circle_is_refused(owner: Actor, make: Makers) -> None:
    one = make.company(name="One")
    middle = make.company(name="Middle", parent=one)
    low = make.company(name="Low", parent=middle)
    with unchanged(), pytest.raises(Invalid, match="circle"):
        merge(owner, "companies", one, [low], {"parent": low})


def test_it_is_undone_after_the_survivor_was_changed(owner: Actor, make: Makers) -> None:
    """What was changed since is kept and named; the other record and its links come back all the same."""
    one, two = make.contact(name="Ida Lo"), make.contact(name="I. Lo", job_title="Buyer")
    deal = make.deal(contacts=[two])
    number = merge(owner, "contacts", one, [two])
    actions.change(owner, "contacts", one, {"job_title": "Boss"})
    done = undo(owner, number)
    assert [(kept.id, kept.field) for kept in done.kept] == [(one, "job_title")]
    assert rows.one(owner, "contacts", one)["job_title"] == "Boss"
    assert rows.one(owner, "contacts", two)["job_title"] == "Buyer"
    assert [ref.id for ref in rows.one(owner, "deals", deal)["contacts"]] == [two]


def test_timelines_and_decisions_go_along_and_come_back(owner: Actor, make: Makers) -> None:
    one, two = make.contact(), make.contact()
    note = make.note(about=[f"contacts/{two}"])
    mend = MendDecision.objects.create(
        type="deals", field="contacts", text="Ida", target_type="contacts", target_id=two
    )
    told = TimelineEntry.objects.filter(type="contacts", subject_type="notes", subject_id=note)
    number = merge(owner, "contacts", one, [two])
    assert list(told.values_list("record_id", flat=True)) == [one]
    mend.refresh_from_db()
    assert mend.target_id == one
    undo(owner, number)
    assert list(told.values_list("record_id", flat=True)) == [two]
    mend.refresh_from_db()
    assert mend.target_id == two


def test_old_numbers_lead_to_the_one_that_stands(owner: Actor, make: Makers) -> None:
    one, two, three = make.many("contacts", 3)
    first = merge(owner, "contacts", two, [three])
    second = merge(owner, "contacts", one, [two])
    assert (merged_into("contacts", three), merged_into("contacts", two)) == (one, one)
    undo(owner, second)
    assert (merged_into("contacts", three), merged_into("contacts", one)) == (two, None)
    undo(owner, first)
    assert merged_into("contacts", three) is None


def test_a_record_that_is_being_edited(owner: Actor, make: Makers) -> None:
    """Whoever looked at an older version is told, and nothing is half done."""
    one, two = make.contact(name="Ida Lo"), make.contact(name="I. Lo")
    seen = {pk: rows.one(owner, "contacts", pk).version for pk in (one, two)}
    actions.change(owner, "contacts", two, {"job_title": "Boss"})
    with unchanged(), pytest.raises(Stale, match=r"I\. Lo"):
        merge(owner, "contacts", one, [two], versions=seen)


def test_the_second_of_two_who_merge_at_once(owner: Actor, adam: Actor, make: Makers) -> None:
    one, two = make.many("contacts", 2)
    merge(owner, "contacts", one, [two])
    with unchanged(), pytest.raises(NotFound):
        merge(adam, "contacts", two, [one])


def test_what_one_may_not_do(ana: Actor, cleo: Actor, rita: Actor, make: Makers) -> None:
    """Who may not delete the others may not merge them; who may not see them learns nothing of them."""
    own, others = make.contact(owner=ana), make.contact(owner=cleo)
    with unchanged(), pytest.raises(Denied):
        merge(ana, "contacts", own, [others])
    with unchanged(), pytest.raises(Denied):
        merge(rita, "contacts", own, [others])
    number = merge(ana, "contacts", others, [own])
    assert undo(ana, number).kept == []


REFUSED: list[tuple[Callable[[int, int], tuple[Any, ...]], type[RecordError]]] = [
    (lambda one, _two: ("contacts", one, [one]), Invalid),
    (lambda one, _two: ("contacts", one, []), Invalid),
    (lambda one, _two: ("contacts", one, list(range(10**6, 10**6 + 20))), Invalid),
    (lambda one, _two: ("contacts", one, [2**50]), NotFound),
    (lambda one, two: ("contacts", one, [two], {"nmae": one}), Invalid),
    (lambda one, two: ("contacts", one, [two], {"created_at": two}), Invalid),
    (lambda one, two: ("contacts", one, [two], {"job_title": 2**50}), Invalid),
    (lambda one, two: ("teams", one, [two]), Refused),
]


@pytest.mark.parametrize("number", range(len(REFUSED)))
def test_a_refusal_changes_nothing(owner: Actor, make: Makers, number: int) -> None:
    asked, error = REFUSED[number]
    one, two = make.many("contacts", 2)
    with unchanged(), pytest.raises(error):
        merge(owner, *asked(one, two))


def test_a_field_one_may_only_read(owner: Actor, ana: Actor, make: Makers) -> None:
    one, two = make.contact(owner=ana, job_title="Buyer"), make.contact(owner=ana, job_title="Boss")
    FieldRight.objects.create(role=ana.role, type="contacts", field="job_title", level=FieldRight.READ)
    snapshot.reset()
    with unchanged(), pytest.raises(Denied):
        merge(ana, "contacts", one, [two], {"job_title": two})


def test_what_lies_in_the_bin(owner: Actor, make: Makers) -> None:
    one, two = make.many("contacts", 2)
    actions.archive(owner, "contacts", [two])
    with unchanged(), pytest.raises(Refused, match="bin"):
        merge(owner, "contacts", one, [two])

"""One process, many threads: each reads what is committed, and its own writes at once."""

from __future__ import annotations

from threading import Thread

import pytest
from django.db import connections

from trato.accounts import workspace
from trato.accounts.actor import owner_actor
from trato.records import snapshot
from trato.records.custom import make_field
from trato.records.registry import registry
from trato.records.work import writing

ENGRAVING = "engraving"


def elsewhere() -> list[bool]:
    """Whether a thread that reads just now knows of the field."""
    known: list[bool] = []

    def read() -> None:
        snapshot.refresh()
        known.append(ENGRAVING in registry.get("companies").fields)
        connections.close_all()

    thread = Thread(target=read)
    thread.start()
    thread.join()
    return known


@pytest.mark.django_db(transaction=True)
def test_a_field_in_the_making_is_its_makers_alone() -> None:
    """A reader in between neither sees it nor takes it from its maker, as in the course of an import."""
    workspace.ensure()
    actor = owner_actor("command line")
    fields = registry.get("companies")
    with writing(actor, "import") as work:
        make_field(work, "companies", ENGRAVING, "text", "Engraving")
        work.flush()
        assert ENGRAVING in fields.fields
        assert elsewhere() == [False]
        assert ENGRAVING in fields.fields
    assert ENGRAVING in fields.fields
    assert elsewhere() == [True]


def make_and_fail() -> None:
    with writing(owner_actor("command line"), "import") as work:
        make_field(work, "companies", ENGRAVING, "text", "Engraving")
        work.flush()
        assert ENGRAVING in registry.get("companies").fields
        raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_what_was_taken_back_is_forgotten() -> None:
    workspace.ensure()
    with pytest.raises(ZeroDivisionError):
        make_and_fail()
    snapshot.refresh()
    assert ENGRAVING not in registry.get("companies").fields


@pytest.mark.django_db
def test_what_was_asked_lately_goes_with_the_copy_and_does_not_pile_up() -> None:
    made: list[int] = []

    def make(number: int) -> int:
        made.append(number)
        return number

    assert [snapshot.lately(("test", 1), lambda: make(1)) for _time in range(3)] == [1, 1, 1]
    assert made == [1]
    snapshot.reset()
    assert snapshot.lately(("test", 1), lambda: make(2)) == 2
    for number in range(2 * snapshot.MOST_LATELY):
        snapshot.lately(("many", number), lambda: 0)
    assert len(snapshot.current().asked) <= snapshot.MOST_LATELY


@pytest.mark.django_db
def test_what_the_code_declares_is_worked_out_once() -> None:
    """A field of the workspace's own comes and goes with its copy; declared ones are the same in each."""
    workspace.ensure()
    title = registry.get("companies").fields["name"]
    with pytest.raises(ZeroDivisionError):
        make_and_fail()
    snapshot.refresh()
    assert registry.get("companies").fields["name"] is title
    assert ENGRAVING not in registry.get("companies").fields

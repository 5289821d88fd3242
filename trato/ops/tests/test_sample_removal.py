"""Sample data goes without a trace, and leaves what people made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

from trato.accounts.actor import Actor
from trato.accounts.models import User
from trato.kernel.schedule import jobs
from trato.ops import scheduler
from trato.ops.sample import fill_rooms
from trato.records import actions, outbox, rows, sample
from trato.records.checksum import VOLATILE
from trato.records.effects.counters import drift
from trato.records.models import Change, ChangeSet
from trato.records.registry import registry
from trato.records.undo import undo
from trato.testing.cast import Cast
from trato.testing.makers import Makers

pytestmark = pytest.mark.django_db

#: Rows that are derived anew, so that their numbers mean nothing, and numbers that only count up.
DERIVED = {"records.Counter", "records.MatchKey", "search.SearchDoc", "accounts.Subordinate"}
COUNTS = {"accounts.Workspace": {"generation", "at_hand"}, "accounts.User": VOLATILE}


def everything() -> dict[str, list[Any]]:
    """All rows of all tables."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        left_out = COUNTS.get(model._meta.label, set()) | ({"id"} if model._meta.label in DERIVED else set())
        kept = [{k: v for k, v in row.items() if k not in left_out} for row in model._base_manager.values()]
        found[model._meta.label] = sorted(kept, key=repr)
    return found


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)


@pytest.fixture
def filled(cast: Cast, make: Makers, django_capture_on_commit_callbacks: Any) -> dict[str, list[Any]]:
    """A workspace in which people have worked already, then sample data; everything as it was before."""
    company = make.company(owner=cast.ana, name="Own Firm", domain="own.com")
    make.note(owner=cast.ana, body="Ours", about=[{"type": "companies", "id": company}])
    make.deal(owner=cast.ana, name="Own deal", company=company, value="10")
    deliver()
    before = everything()
    fill_rooms(cast.owner)
    deliver()
    return before


def deliver() -> None:
    while outbox.deliver_pending():
        pass
    scheduler.load_jobs()
    jobs["search.follow-words"].run()


def remove(actor: Actor, commits: Any) -> sample.Plan:
    with commits(execute=True):
        return sample.remove(actor)


def differing(before: dict[str, list[Any]]) -> dict[str, Any]:
    deliver()
    now = everything()
    return {
        label: (
            [one for one in now[label] if one not in kept][:3],
            [one for one in kept if one not in now[label]][:3],
        )
        for label, kept in before.items()
        if now[label] != kept
    }


def test_everything_is_as_it_was(
    cast: Cast, filled: dict[str, list[Any]], tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    assert len(list((tmp_path / "files").iterdir())) > 0
    planned = sample.plan()
    assert (planned.count > 1000, planned.held) == (True, [])
    done = remove(cast.owner, django_capture_on_commit_callbacks)
    assert (done.going, done.held) == (planned.going, [])
    assert differing(filled) == {}
    assert list((tmp_path / "files").iterdir()) == []
    assert not sample.is_there()
    assert rows.count(cast.owner, "deals", filter='"retrofit"').number == 0
    assert not any(drift(one) for one in registry.types())


def test_what_people_did_with_it_goes_along(
    cast: Cast, filled: dict[str, list[Any]], django_capture_on_commit_callbacks: Any
) -> None:
    deal, other = (
        row.id
        for row in rows.read(cast.owner, "deals", filter='status:open not name="Own deal"', limit=2).rows
    )
    actions.change(cast.owner, "deals", deal, {"name": "Renamed"})
    undo(cast.owner, ChangeSet.objects.latest("pk").pk)
    actions.archive(cast.owner, "deals", [other])
    note = rows.read(cast.owner, "notes", filter="owner:me", limit=1).rows[0].id
    actions.archive(cast.owner, "notes", [note])
    remove(cast.owner, django_capture_on_commit_callbacks)
    assert differing(filled) == {}


def test_what_people_need_stays(
    cast: Cast, filled: dict[str, list[Any]], make: Makers, django_capture_on_commit_callbacks: Any
) -> None:
    firm = rows.read(cast.owner, "companies", filter='domain:".example" parent:none', limit=1).rows[0]
    about = [{"type": "companies", "id": firm.id}]
    note = make.note(owner=cast.owner, body="We met them", about=about)
    tag = rows.read(cast.owner, "tags", filter="name:Tender").rows[0].id
    own = rows.read(cast.owner, "companies", filter='name="Own Firm"').rows[0].id
    actions.change(cast.ana, "companies", own, {"tags": ["Tender"]})
    done = remove(cast.owner, django_capture_on_commit_callbacks)
    held = {(one.type, one.id): one for one in done.held}
    assert held["companies", firm.id].by == ("notes", note)
    assert held["tags", tag].by == ("companies", own)
    assert held["tags", tag].title == "Tender"
    assert held["tags", tag].by_title == "Own Firm"
    assert ("users", firm["owner"].id) in held or firm["owner"].id == cast.owner.user_id
    assert {key for key, _pk in held} <= {"companies", "tags", "users", "teams"}
    assert rows.one(cast.ana, "companies", own, columns=("tags",))["tags"][0].label == "Tender"
    assert rows.count(cast.owner, "notes").number == 2
    assert rows.count(cast.owner, "deals").number == 1
    assert rows.count(cast.owner, "companies").number == 2
    assert not any(drift(one) for one in registry.types())
    kept = {pk for one in Change.objects.filter(change_set__kind="demo") for pk in one.record_ids}
    assert kept == {one.id for one in done.held}
    # Once nothing needs them any more, they go the same way.
    actions.archive(cast.owner, "notes", [note])
    actions.purge(cast.owner, "notes", [note])
    actions.change(cast.ana, "companies", own, {"tags": []})
    again = remove(cast.owner, django_capture_on_commit_callbacks)
    assert again.held == []
    assert not sample.is_there()
    assert rows.count(cast.owner, "companies").number == 1


def test_a_sample_person_who_signs_in_stays(
    cast: Cast, filled: dict[str, list[Any]], django_capture_on_commit_callbacks: Any
) -> None:
    person = User.objects.get(email="li.wei@example.com")
    person.set_password("four unrelated words")
    person.save(update_fields=["password"])
    done = remove(cast.owner, django_capture_on_commit_callbacks)
    held = {(one.type, one.id): one.by for one in done.held}
    assert held["users", person.pk] is None
    assert User.objects.filter(name="Li Wei").exists()
    assert {key for key, _pk in held} == {"users", "teams"}
    assert not User.objects.filter(name="Amara Diallo").exists()


def test_a_removal_that_fails_changes_nothing(
    cast: Cast, filled: dict[str, list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()

    def fail(_gone: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("trato.records.sample.sample_history.forget", fail)
    with pytest.raises(RuntimeError):
        sample.remove(cast.owner)
    assert everything() == before

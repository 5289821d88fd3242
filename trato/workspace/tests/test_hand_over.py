"""Somebody leaves: who gets what, as one change, and what is refused."""

from __future__ import annotations

import re

import pytest

from trato.accounts.actor import Actor
from trato.accounts.models import Token, User
from trato.records import actions, relinking, rows
from trato.records.errors import Denied, Invalid, NotFound, Refused
from trato.records.handover import hand_over, open_work, orphans, shares
from trato.records.models import ChangeSet
from trato.records.tasks import go_on_turning
from trato.records.undo import undo
from trato.testing.assertions import assert_no_drift, assert_same_queries, unchanged
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body


def person(actor: Actor) -> User:
    found: User = User.objects.get(pk=actor.user_id or 0)
    return found


def owner_of(type_key: str, pk: int, by: Actor) -> str:
    return str(rows.one(by, type_key, pk, ("owner",))["owner"].label)


@pytest.fixture
def work(cast: Cast, make: Makers) -> dict[str, int]:
    """What Ana has of each kind, and one thing of Ben's."""
    return {
        "deals": make.deal(owner=cast.ana, value="100"),
        "companies": make.company(owner=cast.ana),
        "tasks": make.task(owner=cast.ana),
        "done": make.task(owner=cast.ana, status="done"),
        "meetings": make.meeting(owner=cast.ana),
        "ben": make.deal(owner=cast.ben),
    }


def test_it_works(cast: Cast, work: dict[str, int]) -> None:
    found = {
        one.record_type.key: (one.number, one.everything) for one in shares(cast.owner, cast.ana.user_id or 0)
    }
    assert found == {"deals": (1, 1), "companies": (1, 1), "tasks": (1, 2), "meetings": (1, 1)}
    done = hand_over(
        cast.adam,
        person(cast.ana),
        to=cast.ben.user_id,
        apart={"companies": cast.mia.user_id, "meetings": None},
    )
    assert done.changed == 3
    assert owner_of("deals", work["deals"], cast.owner) == "Ben"
    assert owner_of("companies", work["companies"], cast.owner) == "Mia"
    assert owner_of("tasks", work["tasks"], cast.owner) == "Ben"
    assert owner_of("tasks", work["done"], cast.owner) == "Ana"
    assert owner_of("meetings", work["meetings"], cast.owner) == "Ana"
    assert_no_drift()
    undo(cast.adam, done.set)
    assert owner_of("deals", work["deals"], cast.owner) == "Ana"
    assert owner_of("deals", work["ben"], cast.owner) == "Ben"
    assert_no_drift()


def test_everything_and_the_end_of_access(cast: Cast, work: dict[str, int]) -> None:
    """Sessions and tokens end; undo brings the person back, not the tokens."""
    client = sign_in(cast.ana)
    token = Token.objects.create(user=person(cast.ana), name="sync", digest="d" * 64)
    done = hand_over(cast.owner, person(cast.ana), to={"id": cast.ben.user_id}, everything=True, leaves=True)
    assert owner_of("tasks", work["done"], cast.owner) == "Ben"
    assert person(cast.ana).archived_at is not None
    assert Token.objects.get(pk=token.pk).revoked_at is not None
    assert client.get("/").status_code == 302
    undo(cast.owner, done.set)
    assert person(cast.ana).archived_at is None
    assert owner_of("tasks", work["done"], cast.owner) == "Ana"


def test_in_the_background(cast: Cast, make: Makers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relinking, "BATCH", 2)
    monkeypatch.setattr(relinking, "AT_ONCE", 3)
    deals = make.many("deals", 7, owner=cast.ana)
    done = hand_over(cast.owner, person(cast.ana), to=cast.ben.user_id, leaves=True)
    assert (done.is_running, done.changed) == (True, 0)
    assert person(cast.ana).archived_at is not None
    with pytest.raises(Refused, match="on their way"):
        hand_over(cast.adam, person(cast.ana), to=cast.mia.user_id)
    go_on_turning.call(done.set)
    assert {owner_of("deals", pk, cast.owner) for pk in deals} == {"Ben"}
    found = ChangeSet.objects.get(pk=done.set)
    assert (found.state, found.details["done"], found.details["problem"]) == ("complete", 7, "")
    undo(cast.owner, done.set)
    assert {owner_of("deals", pk, cast.owner) for pk in deals} == {"Ana"}
    assert person(cast.ana).archived_at is None


@pytest.mark.usefixtures("work")
def test_what_is_refused(cast: Cast) -> None:
    ana, ben = person(cast.ana), cast.ben.user_id
    with unchanged():
        for actor in (cast.mia, cast.ana, cast.rita):
            with pytest.raises(Denied):
                hand_over(actor, ana, to=ben)
        with pytest.raises((Denied, NotFound)):
            hand_over(cast.dov, ana, to=ben)
        with pytest.raises(Invalid, match="belong to Ana already"):
            hand_over(cast.owner, ana, to=ana.pk)
        for target in (10**9, "ben", True, {"id": None}):
            with pytest.raises(Invalid, match="Choose a person"):
                hand_over(cast.owner, ana, to=target)
        with pytest.raises(Invalid, match="“stages” belong to nobody"):
            hand_over(cast.owner, ana, to=ben, apart={"stages": ben})
        with pytest.raises(Invalid, match="Choose who gets the records"):
            hand_over(cast.owner, ana)
        with pytest.raises(Refused, match="own access"):
            hand_over(cast.adam, person(cast.adam), to=ben, leaves=True)
        with pytest.raises(Denied, match="above your own"):
            hand_over(cast.adam, person(cast.owner), to=ben, leaves=True)
        with pytest.raises(Refused, match="nothing that could go"):
            hand_over(cast.owner, person(cast.rita), to=ben)
    actions.archive(cast.owner, "users", [ben or 0])
    with unchanged(), pytest.raises(Invalid, match="Ben has left, too"):
        hand_over(cast.owner, ana, to=ben)


def test_what_leavers_left_behind(cast: Cast, make: Makers, work: dict[str, int]) -> None:
    """Open work shows whose it was; the number of queries does not grow with the people."""
    assert orphans(cast.owner) == []
    actions.archive(cast.owner, "users", [cast.ana.user_id or 0])
    make.deal(owner=cast.ana, by=cast.owner, stage="Won")
    found = {one.record_type.key: one.number for one in orphans(cast.owner)}
    assert found == {"deals": 1, "companies": 1, "tasks": 1, "meetings": 1}
    tasks = next(one for one in orphans(cast.owner) if one.record_type.key == "tasks")
    assert rows.count(cast.owner, "tasks", filter=tasks.filter).number == 1
    assert [one.record_type.key for one in orphans(cast.cleo)] == ["companies"]

    one, both = [cast.ana.user_id or 0], [cast.ana.user_id or 0, cast.ben.user_id or 0]
    open_work(cast.owner, one), open_work(cast.owner, both)
    assert_same_queries(lambda: open_work(cast.owner, one), lambda: open_work(cast.owner, both))
    assert {found.user_id for found in open_work(cast.owner, both)} == set(both)
    assert work["ben"]


def test_the_dialog(cast: Cast, work: dict[str, int]) -> None:
    """It says what there is; refused, it says why, with what was chosen; done, it can be undone."""
    client, url = sign_in(cast.adam), f"/users/{cast.ana.user_id}/hand-over"
    asked = client.get(url, headers=HTMX).content.decode()
    found = re.findall(r'<tr><td>(\w+)</td><td class="num">(\d+)</td><td class="num">(\d*)</td>', asked)
    assert found == [("Companies", "1", ""), ("Tasks", "1", "2"), ("Meetings", "1", ""), ("Deals", "1", "")]
    with unchanged():
        again = client.post(url, {"to": cast.ana.user_id, "everything": "on"}, headers=HTMX)
        assert (again.status_code, "belong to Ana already" in again.content.decode()) == (422, True)
        assert re.search(r'name="everything"\s+value="on" checked', again.content.decode())
        assert client.post(url, {"to": "x"}).status_code == 422
        for stranger, status in ((cast.ben, 403), (cast.mia, 403), (cast.rita, 403)):
            assert sign_in(stranger).get(url).status_code == status
            assert sign_in(stranger).post(url, {"to": cast.ben.user_id}).status_code == status
        assert client.get("/users/999999/hand-over").status_code == 404
    sent = {"to": cast.ben.user_id, "to-deals": cast.mia.user_id, "to-meetings": "stays"}
    done = client.post(url, sent)
    assert (done.status_code, done["Location"]) == (303, f"/users/{cast.ana.user_id}")
    assert owner_of("deals", work["deals"], cast.owner) == "Mia"
    assert owner_of("meetings", work["meetings"], cast.owner) == "Ana"
    page = body(client, f"/users/{cast.ana.user_id}")
    assert "3 records of Ana are handed over." in page
    assert "handed over from Ana: 1 company, 1 task, 1 deal" in body(client, "/history/")


def test_open_work_of_leavers_is_in_sight(cast: Cast, make: Makers) -> None:
    client = sign_in(cast.owner)
    assert "Nobody who has left has anything open." in body(client, "/settings/leavers")
    make.many("tasks", 12, owner=cast.ana)
    actions.archive(cast.owner, "users", [cast.ana.user_id or 0])
    page = body(client, "/settings/leavers")
    assert "12 tasks belong to someone who has left." in page
    assert f'href="/users/{cast.ana.user_id}/hand-over"' in page
    assert "This belongs to someone who has left." in body(client, f"/users/{cast.ana.user_id}")
    assert "This belongs" not in body(client, f"/users/{cast.ben.user_id}")
    assert sign_in(cast.mia).get("/settings/leavers").status_code == 403


def test_the_ledger_shows_how_far_it_is(cast: Cast, make: Makers, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes on in the background sends one to its own page; at the end it says what it did."""
    monkeypatch.setattr(relinking, "BATCH", 2)
    monkeypatch.setattr(relinking, "AT_ONCE", 2)
    make.many("deals", 5, owner=cast.ana)
    client = sign_in(cast.owner)
    url = client.post(f"/users/{cast.ana.user_id}/hand-over", {"to": cast.ben.user_id})["Location"]
    assert "0 of 5" in body(client, url)
    assert "0 of 5" in client.get(f"{url}?bar=1", headers=HTMX).content.decode()
    go_on_turning.call(int(url.rpartition("/")[2]))
    ended = client.get(f"{url}?bar=1", headers=HTMX)
    assert (ended.content.decode().strip(), ended["HX-Refresh"]) == ("", "true")
    assert "handed over from Ana: 5 deals" in body(client, url)


def test_it_can_be_taken_back_while_it_runs(
    cast: Cast, make: Makers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relinking, "BATCH", 2)
    monkeypatch.setattr(relinking, "AT_ONCE", 2)
    deals = make.many("deals", 5, owner=cast.ana)
    done = hand_over(cast.owner, person(cast.ana), to=cast.ben.user_id, leaves=True)
    undo(cast.owner, done.set)
    go_on_turning.call(done.set)
    assert {owner_of("deals", pk, cast.owner) for pk in deals} == {"Ana"}
    assert person(cast.ana).archived_at is None


def managers(cast: Cast, *names: str) -> dict[str, str]:
    """To whom these report."""
    found = rows.read(cast.owner, "users", columns=("name", "manager"), archived=None).rows
    known = {row["name"]: row["manager"].label if row["manager"] else "" for row in found}
    return {name: known[name] for name in names}


def reports_to(cast: Cast, manager: Actor, *people: Actor) -> None:
    for one in people:
        actions.change(cast.owner, "users", one.user_id or 0, {"manager": manager.user_id})


def test_who_reports_to_a_leaver_reports_to_the_next_above(cast: Cast, work: dict[str, int]) -> None:
    """Mia is Ana's manager."""
    reports_to(cast, cast.ana, cast.ben, cast.cleo)
    page = body(sign_in(cast.owner), f"/users/{cast.ana.user_id}/hand-over")
    assert "2 people report to Ana, then to Mia." in page
    hand_over(cast.owner, person(cast.ana), to=cast.adam.user_id)
    assert managers(cast, "Ben", "Cleo") == {"Ben": "Ana", "Cleo": "Ana"}
    done = hand_over(cast.owner, person(cast.ana), leaves=True)
    assert managers(cast, "Ben", "Cleo", "Ana") == {"Ben": "Mia", "Cleo": "Mia", "Ana": "Mia"}
    undo(cast.owner, done.set)
    assert managers(cast, "Ben", "Cleo") == {"Ben": "Ana", "Cleo": "Ana"}


def test_with_nobody_above_they_report_to_the_successor(cast: Cast, work: dict[str, int]) -> None:
    """Who takes the place from below reports to nobody; nobody reports to oneself."""
    reports_to(cast, cast.ana, cast.ben, cast.cleo)
    actions.change(cast.owner, "users", cast.ana.user_id or 0, {"manager": None})
    page = body(sign_in(cast.owner), f"/users/{cast.ana.user_id}/hand-over")
    assert "2 people report to Ana, then to whoever gets the records." in page
    done = hand_over(cast.owner, person(cast.ana), to=cast.ben.user_id, leaves=True)
    assert managers(cast, "Ben", "Cleo") == {"Ben": "", "Cleo": "Ben"}
    undo(cast.owner, done.set)
    assert managers(cast, "Ben", "Cleo") == {"Ben": "Ana", "Cleo": "Ana"}
    reports_to(cast, cast.cleo, cast.rita)
    hand_over(cast.owner, person(cast.ana), to=cast.rita.user_id, leaves=True)
    assert managers(cast, "Ben", "Cleo", "Rita") == {"Ben": "Rita", "Cleo": "Rita", "Rita": ""}


def test_a_manager_who_has_left_gets_nobody(cast: Cast, work: dict[str, int]) -> None:
    reports_to(cast, cast.ana, cast.ben)
    reports_to(cast, cast.adam, cast.mia)
    actions.archive(cast.owner, "users", [cast.mia.user_id or 0])
    hand_over(cast.owner, person(cast.ana), to=cast.cleo.user_id, leaves=True)
    assert managers(cast, "Ben") == {"Ben": "Adam"}


def test_without_a_person_it_asks_for_one(cast: Cast, make: Makers) -> None:
    """Beside the field, in the dialog as on the page, each of which stays what it is."""
    make.contact(owner=cast.ana, name="Nora Lind")
    client, url = sign_in(cast.owner), f"/users/{cast.ana.user_id}/hand-over"
    for headers in ({}, HTMX):
        answer = client.post(url, {"to": ""}, headers=headers)
        assert answer.status_code == 422
        summary, _rest, field = answer.text.partition('data-field="to"')
        assert '<a href="#field-to">Choose who gets the records.</a>' in summary
        assert "Choose who gets the records." in field
        assert 'aria-invalid="true"' in field
        assert "has nothing that could go" not in answer.text
        assert ("hx-post" in answer.text.partition('action="' + url)[2].partition(">")[0]) == bool(headers)


def test_who_has_nothing_is_told_so(cast: Cast) -> None:
    answer = sign_in(cast.owner).post(f"/users/{cast.cleo.user_id}/hand-over", {"to": cast.ben.user_id})
    assert answer.status_code == 422
    assert "has nothing that could go to somebody else." in answer.text

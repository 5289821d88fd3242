from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from trato.accounts.actor import Actor, actor_of
from trato.accounts.models import Invitation, User
from trato.entrance import invitations
from trato.entrance.tests.conftest import PASSWORD, MakeUser
from trato.records import actions
from trato.records.errors import Denied, NotFound, Refused
from trato.records.models import Change, ChangeSet, OutboxEvent, TimelineEntry
from trato.testing.assertions import unchanged
from trato.testing.cast import sign_in

NEW = "another set of words"


@pytest.fixture
def dov(make_user: MakeUser) -> User:
    """Imported, and never invited."""
    return make_user("Dov Katz", password="")


def token_of(link: str) -> str:
    return link.partition("token=")[2]


def accept(client: Client, link: str, password: str = NEW) -> Any:
    return client.post("/invitation", {"token": token_of(link), "password": password})


def test_it_works(owner: Actor, dov: User, client: Client) -> None:
    link = invitations.invite(owner, dov.pk)
    page = client.get(link)
    assert "Welcome, Dov Katz" in page.text
    assert page["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert accept(client, link)["Location"] == "/"
    assert client.get("/profile").status_code == 200
    dov.refresh_from_db()
    assert dov.check_password(NEW)


def test_history_names_who_invited(owner: Actor, dov: User) -> None:
    link = invitations.invite(owner, dov.pk)
    made = ChangeSet.objects.latest("pk")
    assert (made.kind, made.actor_id) == ("users.invited", owner.user_id)
    told = OutboxEvent.objects.latest("pk")
    assert (told.name, told.record_ids) == ("users.invited", [dov.pk])
    assert TimelineEntry.objects.filter(kind="users.invited", type="users", record_id=dov.pk).count() == 1
    assert token_of(link) not in str([*ChangeSet.objects.values(), *Change.objects.values(), told.payload])
    assert token_of(link) != Invitation.objects.get().digest


def test_changes_tell_whom_somebody_invited_and_offer_no_way_back(owner: Actor, dov: User) -> None:
    """An invitation changes no record: it can be ended by a new one, but not taken back."""
    invitations.invite(owner, dov.pk)
    made, client = ChangeSet.objects.latest("pk").pk, sign_in(owner)
    page = client.get("/history/").text
    row = page.partition(f'href="/history/{made}"')[2].partition("</tr>")[0]
    assert re.sub(r"<[^>]+>", "", page).count("invited Dov Katz") >= 1
    assert ('aria-label="User"' in row, f"/undo/{made}" in page) == (True, False)
    act = client.get(f"/history/{made}").text
    assert (f'href="/users/{dov.pk}"' in act, "Undo all of it" in act) == (True, False)
    last = client.get("/history/last", headers={"HX-Request": "true"}).text
    assert f"/undo/{made}" not in last
    with unchanged():
        assert client.post(f"/undo/{made}").status_code == 409
    assert ChangeSet.objects.latest("pk").pk == made


def test_it_works_once(owner: Actor, dov: User, client: Client) -> None:
    link = invitations.invite(owner, dov.pk)
    accept(client, link)
    for answer in (Client().get(link), accept(Client(), link, "yet another few words")):
        assert answer.status_code == 410
        assert "has been used" in answer.text
    dov.refresh_from_db()
    assert dov.check_password(NEW)


def test_it_expires(owner: Actor, dov: User, client: Client) -> None:
    link = invitations.invite(owner, dov.pk)
    with time_machine.travel(timezone.now() + timedelta(days=14, seconds=1)):
        answer = accept(client, link)
    assert answer.status_code == 410
    assert "has expired" in answer.text
    dov.refresh_from_db()
    assert not dov.check_password(NEW)


@pytest.mark.parametrize("token", ["", "invite_forged", "é", "\x00", "x" * 5000])
def test_a_forged_link(dov: User, client: Client, token: str) -> None:
    answer = client.get("/invitation", {"token": token})
    assert answer.status_code == 404
    assert "opens nothing" in answer.text


def test_a_newer_link_ends_the_older(owner: Actor, dov: User, client: Client) -> None:
    older, newer = invitations.invite(owner, dov.pk), invitations.invite(owner, dov.pk)
    assert accept(client, older).status_code == 404
    assert accept(client, newer).status_code == 302


def test_who_left_does_not_come_back_by_a_link(owner: Actor, dov: User, client: Client) -> None:
    link = invitations.invite(owner, dov.pk)
    User.objects.filter(pk=dov.pk).update(archived_at=timezone.now())
    assert accept(client, link).status_code == 410


def test_a_weak_password_is_refused_and_the_link_stays(owner: Actor, dov: User, client: Client) -> None:
    link = invitations.invite(owner, dov.pk)
    assert accept(client, link, "dov katz").status_code == 422
    assert accept(client, link).status_code == 302


def test_a_link_for_a_new_password_ends_the_sessions(
    owner: Actor, cleo: User, as_user: Callable[[User], Client]
) -> None:
    known = as_user(cleo)
    accept(Client(), invitations.invite(owner, cleo.pk))
    assert known.get("/profile").status_code == 302


def test_who_may_invite(owner: Actor, ana: User, ben: User, cleo: User, dov: User) -> None:
    assert invitations.invite(actor_of(ben), dov.pk)
    with pytest.raises(Denied):  # whoever holds the link becomes the owner
        invitations.invite(actor_of(ben), ana.pk)
    with pytest.raises(Denied):
        invitations.invite(actor_of(cleo), dov.pk)
    with pytest.raises(NotFound):
        invitations.invite(owner, 987654)
    actions.change(owner, "users", dov.pk, {"email": None})
    with pytest.raises(Refused, match="needs an e-mail address"):
        invitations.invite(owner, dov.pk)
    assert Invitation.objects.count() == 1


def test_the_page_makes_user_and_link(ben: User, as_user: Callable[[User], Client], owner: Actor) -> None:
    team = actions.create(owner, "teams", {"name": "North"})
    given = {"name": "Eve Stern", "email": "eve@example.com", "role": "manager", "teams": [str(team)]}
    admin = as_user(ben)
    assert '<option value="owner"' not in admin.get("/users/invite").text
    answer = admin.post("/users/invite", given)
    eve = User.objects.get(email="eve@example.com")
    assert (eve.role, eve.memberships.get().team_id) == ("manager", team)
    assert ChangeSet.objects.filter(kind="users.create", actor_id=ben.pk).exists()
    found = re.search(r'value="http://testserver(/invitation\?token=[^"]+)"', answer.text)
    assert found
    assert accept(Client(), found[1]).status_code == 302


def test_refusals_of_the_page(ben: User, cleo: User, as_user: Callable[[User], Client]) -> None:
    given = {"name": "Eve Stern", "email": "eve@example.com", "role": "member"}
    assert as_user(cleo).get("/users/invite").status_code == 403
    assert as_user(cleo).post("/users/invite", given).status_code == 403
    taken = as_user(ben).post("/users/invite", {**given, "email": "ANA@example.com"})
    assert taken.status_code == 422
    assert "is taken already" in taken.text
    assert as_user(ben).post("/users/invite", {**given, "role": "owner"}).status_code == 422
    assert not User.objects.filter(name="Eve Stern").exists()


def test_send_again(ben: User, dov: User, cleo: User, as_user: Callable[[User], Client], ana: User) -> None:
    url = f"/users/{dov.pk}/invitation"
    assert "/invitation?token=" in as_user(ben).post(url).text
    assert as_user(ben).get(url).status_code == 405
    assert as_user(ben).post(f"/users/{'9' * 18}/invitation").status_code == 404
    assert as_user(ben).post(f"/users/{'9' * 30}/invitation").status_code == 404
    assert as_user(cleo).post(url).status_code == 403
    assert as_user(ben).post(f"/users/{ana.pk}/invitation").status_code == 403


def test_sign_out_everywhere(ben: User, cleo: User, ana: User, as_user: Callable[[User], Client]) -> None:
    theirs, owners = as_user(cleo), as_user(ana)
    assert as_user(cleo).post(f"/users/{ben.pk}/sessions").status_code == 403
    assert as_user(ben).post(f"/users/{ana.pk}/sessions").status_code == 403
    assert as_user(ben).post(f"/users/{cleo.pk}/sessions")["Location"] == f"/users/{cleo.pk}"
    assert theirs.get("/profile").status_code == 302
    assert owners.get("/profile").status_code == 200


def test_states(owner: Actor, dov: User, cleo: User) -> None:
    assert invitations.access_of(dov).state == "uninvited"
    invitations.invite(owner, dov.pk)
    found = invitations.access_of(dov)
    assert (found.state, found.has_ended) == ("invited", False)
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        found = invitations.access_of(dov)
        assert (found.state, found.has_ended) == ("invited", True)
    assert invitations.access_of(cleo).state == "active"
    assert cleo.check_password(PASSWORD)

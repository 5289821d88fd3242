"""How people stand at the door, as a column of the users' list; and how many are in a team."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from trato.accounts.actor import API, Actor, actor_of
from trato.accounts.models import FieldRight, Token, User
from trato.entrance import invitations, standing
from trato.entrance.tests.conftest import MakeUser
from trato.kernel.ids import digest, new_token
from trato.records import actions, rows, snapshot
from trato.records.errors import FilterError, Invalid
from trato.testing.assertions import count_queries, unchanged

NAMES = ["Ana Gil", "Ben Ode", "Dov Katz", "Eli Wax", "Fay Lux"]


@pytest.fixture
def people(owner: Actor, ben: User, make_user: MakeUser) -> dict[str, User]:
    """Dov was invited, Eli was not, Fay has left; Ana and Ben are here."""
    found = {
        name: make_user(f"{name} {last}", password=password)
        for name, last, password in (("Dov", "Katz", ""), ("Eli", "Wax", ""), ("Fay", "Lux", "a b c d"))
    }
    invitations.invite(owner, found["Dov"].pk)
    actions.archive(owner, "users", [found["Fay"].pk])
    User.objects.filter(pk=ben.pk).update(last_login=datetime(2026, 3, 5, 9, tzinfo=UTC))
    User.objects.filter(pk=owner.user_id or 0).update(last_login=datetime(2026, 3, 6, 9, tzinfo=UTC))
    return {**found, "Ben": ben}


def states(actor: Actor, **given: object) -> dict[str, str]:
    found = rows.read(actor, "users", columns=("name", "access"), **given)  # type: ignore[arg-type]
    return {row["name"]: row["access"] for row in found.rows}


def names(actor: Actor, **given: str) -> list[str]:
    return [row["name"] for row in rows.read(actor, "users", columns=("name",), **given).rows]  # type: ignore[arg-type]


def test_states(owner: Actor, people: dict[str, User]) -> None:
    """The database says of each the same as the person's page."""
    found = states(owner, archived=None)
    assert found == dict(zip(NAMES, ["active", "active", "invited", "uninvited", "left"], strict=True))
    assert {user.name: standing.state_of(user) for user in User.objects.all()} == found


def test_somebody_who_lost_the_address_is_not_active(owner: Actor, people: dict[str, User]) -> None:
    actions.change(owner, "users", people["Ben"].pk, {"email": None})
    assert states(owner)["Ben Ode"] == "uninvited"


def test_filters_sorts_and_groups(owner: Actor, people: dict[str, User]) -> None:
    assert names(owner, filter="access:invited") == ["Dov Katz"]
    assert names(owner, filter="access!=active") == ["Dov Katz", "Eli Wax"]
    assert names(owner, sort="access") == ["Ana Gil", "Ben Ode", "Dov Katz", "Eli Wax"]
    assert names(owner, sort="-last_login")[:2] == ["Ana Gil", "Ben Ode"]
    assert names(owner, filter="last_login:2026-03-05") == ["Ben Ode"]
    assert names(owner, filter="last_login:none") == ["Dov Katz", "Eli Wax"]
    groups = rows.group(owner, "users", by="access")
    assert [(one.value, one.count) for one in groups] == [("active", 2), ("invited", 1), ("uninvited", 1)]


def test_through_a_link_nobody_has_no_state(owner: Actor, people: dict[str, User]) -> None:
    actions.change(owner, "users", people["Eli"].pk, {"manager": people["Dov"].pk})
    found = rows.read(owner, "users", columns=("name", "manager.access"), filter="manager.access:invited")
    assert [(row["name"], row["manager.access"]) for row in found.rows] == [("Eli Wax", "invited")]
    assert rows.one(owner, "users", people["Ben"].pk)["access"] == "active"
    every = rows.read(owner, "users", columns=("manager.access",), sort="name").rows
    assert [row["manager.access"] for row in every] == [None, None, None, "invited"]


def test_the_list_and_the_api_have_them(
    owner: Actor, ana: User, people: dict[str, User], as_user: Callable[[User], Client]
) -> None:
    page = " ".join(as_user(ana).get("/users/").text.split())
    assert all(word in page for word in ("Access", "Invited", "Not invited", "Last sign-in", "Active"))
    cards = re.findall(r'<td class="(at|act)\b[^>]*>(.*?)</td>', page)
    assert [(place, re.sub("<[^>]*>", "", cell).strip()) for place, cell in cards][:2] == [
        ("at", "Owner"),
        ("act", "Active"),
    ]
    token = new_token("trato")
    Token.objects.create(user=ana, digest=digest(token))
    program = {"Authorization": f"Bearer {token}"}
    shown = Client().get("/api/users?sort=name", headers=program).json()["rows"]
    assert [one["access"] for one in shown] == ["active", "active", "invited", "uninvited"]
    assert shown[1]["last_login"] == "2026-03-05T09:00:00Z"


def test_nobody_writes_them(owner: Actor, people: dict[str, User]) -> None:
    for given in ({"access": "active"}, {"last_login": "2026-01-01T00:00:00Z"}):
        with unchanged(), pytest.raises(Invalid):
            actions.change(owner.through(API), "users", people["Eli"].pk, given)


@pytest.fixture
def member(make_user: MakeUser) -> Actor:
    return actor_of(make_user("Gus Roe"))


def test_the_last_sign_in_is_for_administrators(
    owner: Actor, member: Actor, people: dict[str, User], as_user: Callable[[User], Client]
) -> None:
    """For others the field does not exist: neither as a column nor in a filter, a sort or a file."""
    assert rows.one(actor_of(people["Ben"]), "users", people["Ben"].pk)["last_login"] is not None
    assert "last_login" not in rows.one(member, "users", people["Ben"].pk).values_by_name
    assert "access" in rows.one(member, "users", people["Ben"].pk).values_by_name
    with pytest.raises(FilterError):
        names(member, filter="last_login:any")
    with pytest.raises(Invalid):
        names(member, sort="last_login")
    assert "Last sign-in" not in as_user(User.objects.get(pk=member.user_id or 0)).get("/users/").text
    with pytest.raises(Invalid):
        rows.read(member, "users", columns=("last_login",))


def test_a_workspace_may_tell_its_managers(owner: Actor, people: dict[str, User]) -> None:
    manager = Actor(people["Eli"].pk, "manager")
    FieldRight.objects.create(role="manager", type="users", field="last_login", level="read")
    snapshot.reset()
    assert names(manager, filter="last_login:any") == ["Ana Gil", "Ben Ode"]


def test_teams_say_how_many_are_in_them(
    owner: Actor, ana: User, as_user: Callable[[User], Client], people: dict[str, User]
) -> None:
    north = actions.create(owner, "teams", {"name": "North"})
    actions.create(owner, "teams", {"name": "South"})
    for name in ("Dov", "Eli"):
        actions.change(owner, "users", people[name].pk, {"teams": [north]})
    actions.archive(owner, "users", [people["Fay"].pk], archived=False)
    actions.change(owner, "users", people["Fay"].pk, {"teams": [north]})
    actions.archive(owner, "users", [people["Fay"].pk])
    found = rows.read(owner, "teams", columns=("name", "members"), sort="-members").rows
    assert [(row["name"], row["members"]) for row in found] == [("North", 2), ("South", 0)]
    assert [row["name"] for row in rows.read(owner, "teams", filter="members>1").rows] == ["North"]
    client = as_user(ana)
    assert ">Members<" in client.get("/teams/").text
    assert "Dov Katz" in client.get(f"/teams/{north}").text
    before = count_queries(lambda: client.get("/teams/"))
    for number in range(5):
        actions.create(owner, "teams", {"name": f"Team {number}"})
    assert count_queries(lambda: client.get("/teams/")) == before

"""The people of every test: who owns, who sits beside, who must see nothing."""

from __future__ import annotations

from dataclasses import dataclass, fields

from django.test import Client

from trato.accounts import workspace
from trato.accounts.actor import SCREEN, SYSTEM, Actor, actor_of, owner_actor
from trato.accounts.models import User
from trato.accounts.rights import Role
from trato.records.values import Ref
from trato.records.work import Work, writing

#: Nobody has this number, and no role is called so.
NOBODY = Actor(user_id=2**40, role="", name="Dov")
#: Name, role and team; Mia is above Ana, Ben is not below anyone.
PEOPLE = (
    ("Adam", Role.ADMIN, ""),
    ("Mia", Role.MANAGER, "North"),
    ("Ana", Role.MEMBER, "North"),
    ("Ben", Role.MEMBER, "North"),
    ("Cleo", Role.MEMBER, "South"),
    ("Rita", Role.READER, "South"),
)


@dataclass(frozen=True)
class Cast:
    """Ana owns, Ben is on her team, Mia is her manager, Cleo and Rita are in another team.

    The owner and Adam administer; Dov is a customer without an account, Eve has not signed in.
    """

    owner: Actor
    adam: Actor
    mia: Actor
    ana: Actor
    ben: Actor
    cleo: Actor
    rita: Actor
    dov: Actor = NOBODY

    def everyone(self) -> list[Actor]:
        """Those with an account."""
        return [getattr(self, one.name) for one in fields(self) if one.name != "dov"]


def gather() -> Cast:
    """The cast in a workspace of its own, written in one act."""
    workspace.ensure()
    with writing(SYSTEM, "cast") as work:
        people = _people(work)
        work.flush_rows()
    found = {name.lower(): actor_of(user, SCREEN) for name, user in people.items()}
    return Cast(owner=owner_actor(SCREEN), **found)


def _people(work: Work) -> dict[str, User]:
    teams = {name: work.create("teams", {"name": name}) for name in ("North", "South")}
    work.flush_rows()
    made: dict[str, User] = {}
    for name, role, team in PEOPLE:
        if name == "Ana":
            work.flush_rows()  # her manager has a number then
        values = {
            "name": name,
            "email": f"{name.lower()}@example.com",
            "role": role,
            "teams": (Ref("teams", teams[team].id, team),) if team else (),
            "manager": Ref("users", made["Mia"].pk, "Mia") if name == "Ana" else None,
        }
        user: User = work.create("users", values).record
        user.set_password(name)
        made[name] = user
    return made


def sign_in(actor: Actor) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id or 0))
    return client

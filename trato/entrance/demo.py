"""The people who work at the firm of the demo, in two teams."""

from __future__ import annotations

from datetime import timedelta

from trato.accounts.actor import Actor
from trato.accounts.models import User
from trato.records.values import Ref
from trato.records.work import Work, writing

TEAMS = ("Iberia", "North")
#: Name, role, team, chief; without a chief they report to the owner.
PEOPLE = (
    ("Inés Ferrer", "manager", "Iberia", ""),
    ("Tom Okafor", "manager", "North", ""),
    ("Amara Diallo", "member", "Iberia", "Inés Ferrer"),
    ("Jonas Beck", "member", "North", "Tom Okafor"),
    ("Li Wei", "member", "North", "Tom Okafor"),
)
EMAILS = {
    "Inés Ferrer": "ines.ferrer@example.com",
    "Tom Okafor": "tom.okafor@example.com",
    "Amara Diallo": "amara.diallo@example.com",
    "Jonas Beck": "jonas.beck@example.com",
    "Li Wei": "li.wei@example.com",
}
#: The firm of the demo is older than its data.
FOUNDED = timedelta(days=700)


def fill(actor: Actor) -> dict[str, int]:
    """Add the colleagues, and put the owner into the first team."""
    with writing(actor, "demo") as work:
        work.at -= FOUNDED
        work.change_set.at = work.at
        teams = {name: work.create("teams", {"name": name}) for name in TEAMS}
        work.flush_rows()
        refs = {name: Ref("teams", team.id, name) for name, team in teams.items()}
        owner = Ref("users", actor.user_id, actor.name)
        chiefs: dict[str, Ref] = {"": owner}
        for name, role, team, chief in PEOPLE:
            made = _colleague(work, name, role, refs[team], chiefs[chief])
            chiefs[name] = Ref("users", made, name)
        if actor.user_id is not None:
            found = work.load("users", [actor.user_id], None)[actor.user_id]
            work.change(found, {"teams": (refs[TEAMS[0]],)})
    return {"teams": len(TEAMS), "users": len(PEOPLE)}


def _colleague(work: Work, name: str, role: str, team: Ref, chief: Ref) -> int:
    taken = User.objects.filter(email__iexact=EMAILS[name]).exists()
    values = {"name": name, "role": role, "email": None if taken else EMAILS[name], "manager": chief}
    made = work.create("users", {**values, "teams": (team,)})
    work.flush_rows()
    return made.id

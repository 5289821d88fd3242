"""Managers whom an import made join the team that all of their people share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trato.accounts.models import Membership, User
from trato.records.models import Made
from trato.records.rows import titles
from trato.records.values import Ref

if TYPE_CHECKING:
    from trato.records.models import ChangeSet
    from trato.records.work import Work


def join_managers(work: Work, change_set: ChangeSet) -> None:
    """Give each made manager without a team the one team of all of their people, if there is just one."""
    made = Made.objects.filter(change_set=change_set, type="users").values_list("record_id", flat=True)
    teamless = set(made) - set(Membership.objects.filter(user_id__in=made).values_list("user_id", flat=True))
    joins: dict[int, int] = {}
    for manager in sorted(teamless):
        people = User.objects.filter(manager_id=manager)
        teams = [frozenset(person.memberships.values_list("team_id", flat=True)) for person in people]
        shared = set(teams[0]).intersection(*teams[1:]) if teams else set()
        if len(shared) == 1:
            joins[manager] = shared.pop()
    names = titles("teams", joins.values())
    for manager, touched in work.load("users", joins, None).items():
        work.change(touched, {"teams": (Ref("teams", joins[manager], names[joins[manager]]),)}, heals=True)

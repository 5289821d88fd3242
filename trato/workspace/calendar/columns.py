"""The columns of a grid of hours: days, or of one day the people of a team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trato.accounts.models import Membership
from trato.records import rows
from trato.records.values import Ref
from trato.workspace.calendar.events import Day, share_lanes

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.workspace.calendar.events import Event

USERS = "users"
#: So many people have a column at most.
MOST_PEOPLE = 50


@dataclass
class Column:
    """A day, or one person's part of it: what is put there is theirs."""

    day: Day
    who: Ref | None = None


def people_columns(actor: Actor, day: Day) -> list[Column]:
    """One's own part of the day first, then the team's by name, then whoever else something is of."""
    parts: dict[int | None, Column] = {}
    for ref in _team(actor):
        parts[ref.id] = Column(Day(day.date), ref)
    for event in day.events:
        part = parts.setdefault(event.owner_id, Column(Day(day.date), _owner(event)))
        (part.day.timed if event.start else part.day.whole).append(event)
    for part in parts.values():
        share_lanes(part.day.timed)
    return list(parts.values())


def _team(actor: Actor) -> list[Ref]:
    mine = Membership.objects.filter(user_id=actor.user_id or 0).values("team_id")
    ids = set(Membership.objects.filter(team_id__in=mine).values_list("user_id", flat=True))
    ids |= {actor.user_id} if actor.user_id else set()
    found = rows.read(actor, USERS, columns=("name",), ids=ids, sort="name", limit=MOST_PEOPLE).rows
    people = [Ref(USERS, one.id, str(one["name"] or "")) for one in found]
    return sorted(people, key=lambda ref: ref.id != actor.user_id)


def _owner(event: Event) -> Ref:
    return Ref(USERS, event.owner_id, event.owner) if event.owner_id else Ref(USERS, None, _("Without owner"))

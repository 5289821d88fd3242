"""News of deals: what the team wins and loses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from trato.accounts.models import Membership, Subordinate
from trato.records.notices import Kind, Notice, actor_of_event, owners_of
from trato.sales.outcome import LOST, WON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trato.records.outbox import Event


def of_the_team(event: Event) -> Iterator[Notice]:
    """For those who share a team with a deal's owner or stand above; the owner hears that the deal moved."""
    owners, by = owners_of(event.type, event.record_ids), actor_of_event(event)
    near = {owner: _near(owner) for owner in set(owners.values())}
    for pk, owner in owners.items():
        for user in sorted(near[owner]):
            yield Notice(user, event.type, pk, by)


def _near(user: int) -> set[int]:
    teams = Membership.objects.filter(user_id=user).values("team_id")
    mates = set(Membership.objects.filter(team_id__in=teams).values_list("user_id", flat=True))
    chiefs = set(Subordinate.objects.filter(user_id=user).values_list("chief_id", flat=True))
    return (mates | chiefs) - {user}


KINDS = [
    Kind(
        "won",
        _("My team wins a deal"),
        "trophy",
        50,
        _("%(who)s won %(title)s"),
        _("%(who)s won: %(count)s %(types)s"),
        (WON,),
        of_the_team,
    ),
    Kind(
        "lost",
        _("My team loses a deal"),
        "lost",
        51,
        _("%(who)s lost %(title)s"),
        _("%(who)s lost: %(count)s %(types)s"),
        (LOST,),
        of_the_team,
    ),
]

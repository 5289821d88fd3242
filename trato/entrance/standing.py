"""How people stand at the door: whether they can sign in, were invited, or have left; who is in a team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from trato.accounts.models import Invitation, Membership
from trato.entrance import passwords

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

    from trato.accounts.models import Team, User

LEFT, ACTIVE, INVITED, UNINVITED = "left", "active", "invited", "uninvited"
STATES = (
    (ACTIVE, _("Active")),
    (INVITED, _("Invited")),
    (UNINVITED, _("Not invited")),
    (LEFT, pgettext_lazy("person", "Left")),
)
TONES = {ACTIVE: "green", INVITED: "amber"}


def state_of(user: User) -> str:
    """One of the states; an invitation whose link has ended is one still."""
    if user.archived_at is not None:
        return LEFT
    if user.email and passwords.is_chosen(user):
        return ACTIVE
    return INVITED if user.invitations.filter(used_at=None).exists() else UNINVITED


def state_expression(prefix: str) -> Combinable:
    """The same in the database, of rows of users under this prefix."""
    left = Q(**{f"{prefix}archived_at__isnull": False})
    address = Q(**{f"{prefix}email__isnull": False}) & ~Q(**{f"{prefix}email": ""})
    chosen = ~Q(**{f"{prefix}password": ""}) & ~Q(
        **{f"{prefix}password__startswith": UNUSABLE_PASSWORD_PREFIX}
    )
    asked = Exists(Invitation.objects.filter(user_id=OuterRef(f"{prefix}pk"), used_at=None))
    return Case(
        When(left, then=Value(LEFT)),
        When(address & chosen, then=Value(ACTIVE)),
        When(asked, then=Value(INVITED)),
        default=Value(UNINVITED),
        output_field=CharField(),
    )


def members_of(team: Team) -> int:
    """How many people are in a team; those who have left are in none."""
    return team.memberships.filter(user__archived_at=None).count()


def members_expression(prefix: str) -> Combinable:
    """The same in the database, of rows of teams under this prefix."""
    inside = Membership.objects.filter(team_id=OuterRef(f"{prefix}pk"), user__archived_at=None)
    counted = inside.order_by().values("team_id").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)

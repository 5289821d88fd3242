"""The way in for a person without a password: a link that works once, for 14 days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trato.accounts.models import Invitation, User
from trato.accounts.models.invitation import LIFETIME
from trato.accounts.rights import Right
from trato.entrance import standing
from trato.entrance.roles import may_give
from trato.kernel.ids import digest, new_token
from trato.records import access
from trato.records.errors import Denied, Refused
from trato.records.registry import registry
from trato.records.transactions import write_transaction
from trato.records.work import writing

if TYPE_CHECKING:
    from datetime import datetime

    from trato.accounts.actor import Actor

INVITED = "users.invited"


@dataclass(frozen=True)
class Access:
    """How a person stands at the door (`standing.STATES`), and since or until when."""

    state: str
    until: datetime | None = None

    @property
    def has_ended(self) -> bool:
        """Whether the invitation's link opens nothing any more."""
        return self.state == standing.INVITED and self.until is not None and self.until <= timezone.now()


class Closed(Exception):
    """A link that opens nothing; the sentence says why."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.sentence, self.status = sentence, status


def access_of(user: User) -> Access:
    state = standing.state_of(user)
    if state == standing.LEFT:
        return Access(state, user.archived_at)
    if state == standing.ACTIVE:
        return Access(state, user.last_login)
    latest = user.invitations.filter(used_at=None).order_by("-created_at").first()
    return Access(state, latest.created_at + LIFETIME if latest is not None else None)


def may_invite(actor: Actor, user: User) -> bool:
    """Whether the actor may give this person a new way in: whoever holds the link becomes that person."""
    allowed = access.may(actor, registry.get("users"), Right.EDIT) and may_give(actor, user.role)
    return allowed and user.archived_at is None


def invite(actor: Actor, user_id: int) -> str:
    """Make a link, end the older ones, and write down who did it. Raises NotFound, Denied, Refused.

    Returns the link's path; its secret is kept nowhere.
    """
    user: User = access.fetch(actor, registry.get("users"), user_id, Right.EDIT)
    if user.archived_at is not None:
        raise Refused(_("%(name)s is in the bin.") % {"name": user.name})
    if not may_give(actor, user.role):
        raise Denied(_("%(name)s has a role above your own.") % {"name": user.name})
    if not user.email:
        raise Refused(_("%(name)s needs an e-mail address first.") % {"name": user.name})
    token = new_token("invite")
    with writing(actor, INVITED) as work:
        work.load("users", [user.pk])
        user.invitations.filter(used_at=None).delete()
        Invitation.objects.create(user=user, digest=digest(token))
        work.emit(INVITED, "users", [user.pk])
    return f"{reverse('entrance:invitation')}?token={token}"


def opened_by(token: str) -> Invitation:
    """The invitation that the token opens. Raises Closed."""
    found = Invitation.objects.select_related("user").filter(digest=digest(token)).first()
    if found is None:
        raise Closed(_("This link is not complete, or a newer one has taken its place."), 404)
    if found.used_at is not None:
        raise Closed(_("This link has been used. Sign in with the password that was chosen with it."), 410)
    if not found.is_open or found.user.archived_at is not None or not found.user.email:
        raise Closed(_("This link has expired. Ask for a new one."), 410)
    return found


def accept(token: str, password: str, *, language: str, time_zone: str) -> User:
    """Give the invited person the chosen password, once. Raises Closed."""
    with write_transaction():
        invitation = opened_by(token)
        if not Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=timezone.now()):
            raise Closed(
                _("This link has been used. Sign in with the password that was chosen with it."), 410
            )
        user = invitation.user
        user.set_password(password)
        user.language = user.language or language
        user.time_zone = user.time_zone or time_zone
        user.save(update_fields=["password", "language", "time_zone"])
    return user

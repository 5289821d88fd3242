"""The roles in the order of their reach, and what each means in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from trato.accounts.rights import Role

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from trato.accounts.actor import Actor

RANKS: dict[str, int] = {
    Role.READER: 1,
    Role.MEMBER: 2,
    Role.MANAGER: 3,
    Role.ADMIN: 4,
    Role.OWNER: 5,
}

MEANINGS: dict[str, StrPromise] = {
    Role.OWNER: _("May do everything, and alone decides who is an owner."),
    Role.ADMIN: _("Sets the workspace up, invites people, sees and changes every record."),
    Role.MANAGER: _("Works with all customers, and with the work of the people below."),
    Role.MEMBER: _("Works with all customers, and with the work of their own teams."),
    Role.READER: _("Sees customers and the work of their own teams, and changes nothing."),
}


def rank(role: str) -> int:
    """How far a role reaches; one that is not there reaches nothing."""
    return RANKS.get(role, 0)


def may_give(actor: Actor, role: str) -> bool:
    """Whether the actor may make somebody that: nobody gives more than one has."""
    return actor.is_system or rank(role) <= rank(actor.role)


def roles_to_give(actor: Actor) -> list[tuple[str, str]]:
    """The roles that the actor may give, as choices."""
    return [(str(value), str(label)) for value, label in Role.choices if may_give(actor, value)]

"""What no right and no field can say of users: who makes an owner, and that one always remains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trato.accounts import workspace
from trato.accounts.models import User, Workspace
from trato.accounts.rights import Role
from trato.entrance import passwords, sessions
from trato.entrance.roles import may_give, rank
from trato.records.effects.archiving import ARCHIVED
from trato.records.errors import Denied, Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.accounts.actor import Actor
    from trato.records.touched import Touched


def guard_users(actor: Actor, batch: Sequence[Touched]) -> None:
    """Refuse a batch of writes that would lift somebody too high or lock the owners out; leavers lose access.

    Called inside the transaction, before the rows are written. Raises Denied, Refused.
    """
    for touched in batch:
        _guard_role(actor, touched)
        if not touched.is_new:
            _guard_superior(actor, touched)
    leaving = {one.id for one in batch if not one.is_new and _held(one) and not _holds(one.record)}
    if leaving:
        staying = [one.id for one in batch if not one.is_new and _holds(one.record)]
        _keep_an_owner(leaving, staying)
    archived = [one.id for one in batch if not one.is_new and one.after.get(ARCHIVED)]
    if archived:
        sessions.end_access(archived)


def guard_removal(actor: Actor, batch: Sequence[Touched]) -> None:
    """The same for users who are about to be deleted for good. Raises Denied, Refused."""
    for touched in batch:
        _require_rank(actor, touched)
    leaving = {touched.id for touched in batch if _holds(touched.record)}
    if leaving:
        _keep_an_owner(leaving, [])
    sessions.end_access([touched.id for touched in batch])


def _guard_role(actor: Actor, touched: Touched) -> None:
    was = "" if touched.is_new else touched.was("role") or ""
    now = touched.value("role") or ""
    if was == now or actor.is_system:
        return
    if Role.OWNER in {was, now} and actor.role != Role.OWNER:
        raise Denied(_("Only an owner decides who is an owner."), field="role")
    if touched.id == actor.user_id and rank(now) > rank(was):
        raise Denied(_("Nobody raises their own role. Ask somebody whose role is higher."), field="role")
    if not (may_give(actor, was) and may_give(actor, now)):
        raise Denied(_("You cannot give or take a role above your own."), field="role")


def _guard_superior(actor: Actor, touched: Touched) -> None:
    """The address that somebody signs in with, and the account itself, are not for those below."""
    if touched.was("email") != touched.value("email") or ARCHIVED in touched.after:
        _require_rank(actor, touched)


def _require_rank(actor: Actor, touched: Touched) -> None:
    if not may_give(actor, touched.was("role") or ""):
        raise Denied(_("%(name)s has a role above your own.") % {"name": touched.record.name})


def _held(touched: Touched) -> bool:
    """Whether the workspace was in this person's hands before the write."""
    before = User(
        role=touched.was("role") or "",
        email=touched.was("email"),
        password=touched.record.password,
        archived_at=touched.record.updated_at if _was_archived(touched) else None,
    )
    return _holds(before)


def _was_archived(touched: Touched) -> bool:
    return bool(touched.before.get(ARCHIVED, touched.record.archived_at is not None))


def _holds(user: User) -> bool:
    """An owner who can sign in, or until the first run the one who waits to be claimed."""
    if user.role != Role.OWNER or user.archived_at is not None:
        return False
    return bool(user.email) and passwords.is_chosen(user) if workspace.is_claimed() else not user.email


def _keep_an_owner(leaving: set[int], staying: Sequence[int]) -> None:
    # Two owners who step down at once wait for each other here.
    Workspace.objects.select_for_update().filter(pk=1).first()
    if staying:
        return
    others = User.objects.filter(role=Role.OWNER, archived_at=None).exclude(pk__in=leaving)
    if not any(_holds(user) for user in others):
        raise Refused(_("This is the last owner who can sign in. Make somebody else an owner first."))

"""Whether people have a password; those who were imported or added have none until they choose one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q

from trato.records.transactions import write_transaction

if TYPE_CHECKING:
    from trato.accounts.models import User

#: Nobody can sign in with these: the empty one of a fresh row, and what Django calls unusable.
NOT_CHOSEN = Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)


def is_chosen(user: User) -> bool:
    return bool(user.password) and user.has_usable_password()


def choose(user: User, password: str) -> None:
    """Set a new password; links that would set another one end. Other sessions end by themselves."""
    with write_transaction():
        user.set_password(password)
        user.save(update_fields=["password"])
        user.invitations.filter(used_at=None).delete()

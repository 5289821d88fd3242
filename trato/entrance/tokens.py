"""The keys of programs: made with a name, shown once, revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from trato.accounts.models import Token
from trato.kernel.ids import digest, new_token
from trato.records.errors import NotFound
from trato.records.transactions import write_transaction

if TYPE_CHECKING:
    from trato.accounts.models import User

PREFIX = "trato"


def make(user: User, name: str) -> str:
    """A new key of that person; only its digest is kept."""
    secret = new_token(PREFIX)
    with write_transaction():
        Token.objects.create(user=user, name=name[:80], digest=digest(secret))
    return secret


def living(user: User) -> list[Token]:
    return list(user.tokens.filter(revoked_at=None))


def revoke(user: User, token_id: int) -> None:
    """End one of the person's own keys. Raises NotFound."""
    with write_transaction():
        revoked = user.tokens.filter(pk=token_id, revoked_at=None).update(revoked_at=timezone.now())
    if not revoked:
        raise NotFound

"""Who is signed in where: beginning a session, and ending those of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import SESSION_KEY, login
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from trato.accounts.models import Invitation, Token
from trato.records.transactions import write_transaction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from trato.accounts.models import User


def begin(request: HttpRequest, user: User, *, stays: bool) -> None:
    """Sign in under a new session key; without `stays` the session ends with the browser."""
    with write_transaction():
        login(request, user)
    request.session.set_expiry(None if stays else 0)


def keys_of(user_ids: Iterable[int]) -> list[str]:
    """The sessions of these people. Sessions do not name their person, so all that live are opened."""
    wanted = {str(pk) for pk in user_ids}
    store = SessionStore()
    living = Session.objects.filter(expire_date__gt=timezone.now()).iterator()
    return [row.session_key for row in living if store.decode(row.session_data).get(SESSION_KEY) in wanted]


def end(user_ids: Iterable[int], *, but: str | None = None) -> int:
    """End the sessions of these people, but for one. Returns how many."""
    keys = [key for key in keys_of(user_ids) if key != but]
    with write_transaction():
        Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


def end_access(user_ids: Iterable[int]) -> None:
    """Close every door of people who leave: sessions, tokens, open invitations."""
    ids = list(user_ids)
    with write_transaction():
        end(ids)
        Token.objects.filter(user_id__in=ids, revoked_at=None).update(revoked_at=timezone.now())
        Invitation.objects.filter(user_id__in=ids, used_at=None).delete()

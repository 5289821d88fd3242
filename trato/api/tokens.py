"""Who a token speaks for."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from trato.accounts.actor import API, Actor, home
from trato.accounts.models import Token
from trato.api.errors import Unauthorized
from trato.kernel.filelock import FileLock
from trato.kernel.ids import digest
from trato.records.expressions import Condition
from trato.records.rows.plan import compiled
from trato.records.stores import decode
from trato.records.transactions import write_lock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from trato.records.expressions import Slots

SCHEME = "bearer"
LONGEST = 200
#: Reading must not write at each call.
NOTED_EVERY = timedelta(minutes=1)
PATIENCE = 0.05


def actor_from(request: HttpRequest) -> Actor:
    """The actor of the request's token. Raises Unauthorized."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != SCHEME or not token:
        raise Unauthorized
    found = _find(token) if len(token) <= LONGEST else None
    if found is None:
        raise Unauthorized(_("This token is unknown or was revoked."))
    pk, used_at, user_id, role, name, language, zone = found
    _note_use(pk, decode(used_at, "datetime"))
    return Actor(user_id, role, API, name, language or "en", zone or home.time_zone())


def _find(token: str) -> tuple[Any, ...] | None:
    """The token's row, if neither it nor its user has been put away."""
    found = compiled(("token",), _known_tokens).run((digest(token),))
    return found[0] if found else None


def _known_tokens(slots: Slots) -> QuerySet[Any]:
    """Compiled once, since every call asks it."""
    rows = Token.objects.filter(revoked_at=None, user__archived_at=None).order_by()
    return rows.filter(Condition("=", F("digest"), slots.next())).values_list(
        "pk", "last_used_at", "user_id", "user__role", "user__name", "user__language", "user__time_zone"
    )


def _note_use(pk: int, used_at: datetime | None) -> None:
    """Write down when the token was used last; while a writer is at work this is left for the next time."""
    now = timezone.now()
    if used_at is None or now - used_at >= NOTED_EVERY:
        with suppress(TimeoutError, DatabaseError), _unless_busy():
            Token.objects.filter(pk=pk).update(last_used_at=now)


@contextmanager
def _unless_busy() -> Iterator[None]:
    """The writers' lock, if it is to be had at once. Raises TimeoutError."""
    lock = write_lock()
    if not isinstance(lock, FileLock):
        yield
        return
    lock.acquire(PATIENCE)
    try:
        yield
    finally:
        lock.release()

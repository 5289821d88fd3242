"""Who is signed in: the session and the person of every request, read by prepared statements."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from typing_extensions import override

from trato.accounts.models import User
from trato.records.prepared import Prepared

_LIVING = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now).values_list("session_data")
)
_NUMBERS = (
    'SELECT "generation", "at_hand", "session_data" FROM "accounts_workspace" LEFT JOIN "django_session"'
    ' ON "session_key" = %s AND "expire_date" > %s WHERE "accounts_workspace"."id" = 1'
)
_PERSON = Prepared(lambda pk: User._base_manager.filter(pk=pk))


class SessionStore(db.SessionStore):
    """Django's own, but for how it is read."""

    _read: tuple[str | None, str | None] | None = None

    def read_with_numbers(self) -> tuple[int, int] | None:
        """Read the session and the numbers that a copy is old by, in one question; None before any setup."""
        key = self.session_key
        with connection.cursor() as cursor:
            cursor.execute(_NUMBERS, [key, Prepared.moment(timezone.now())])
            found = cursor.fetchone()
        if found is None:
            return None
        self._read = key, found[2]
        return found[0], found[1]

    @override
    def load(self) -> dict[str, Any]:
        read, self._read = self._read, None
        if read is not None and read[0] == self.session_key:
            data = read[1]
        else:
            data = _LIVING.first(self.session_key, Prepared.moment(timezone.now()))
        if data is None:
            self._session_key = None
            return {}
        found: dict[str, Any] = self.decode(data)
        return found


class Backend(ModelBackend):
    """People with passwords, as Django has them."""

    @override
    def get_user(self, user_id: int) -> User | None:
        user: User | None = next(iter(_PERSON.records(user_id)), None)
        return user if user is not None and self.user_can_authenticate(user) else None

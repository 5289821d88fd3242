"""The person of a session is read once, until somebody changes one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

from trato.accounts.models import User
from trato.config.signed_in import Backend
from trato.records import snapshot

if TYPE_CHECKING:
    from trato.testing.cast import Cast


def questions(pk: int) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert Backend().get_user(pk) is not None
    return len(captured.captured_queries)


def test_who_is_signed_in_is_not_asked_twice(cast: Cast) -> None:
    snapshot.refresh()
    pk = cast.ana.user_id or 0
    assert [questions(pk), questions(pk)] == [1, 0]
    User.objects.filter(pk=pk).update(archived_at="2026-01-01T00:00:00Z")
    snapshot.refresh()
    assert Backend().get_user(pk) is None

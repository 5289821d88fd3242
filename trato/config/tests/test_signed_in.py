"""The person of a session is read once, until somebody changes one."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trato.accounts.models import User
from trato.config.signed_in import Backend
from trato.records import snapshot
from trato.testing.cast import Cast, sign_in


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


def test_a_page_reads_its_session_with_the_numbers(cast: Cast) -> None:
    client = sign_in(cast.ana)
    client.get("/settings/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/settings/").status_code == 200
    asked = [one["sql"] for one in captured.captured_queries if "django_session" in one["sql"]]
    assert len(asked) == 1
    assert '"at_hand"' in asked[0]


def test_a_session_that_ended_is_nobodys(cast: Cast) -> None:
    client = sign_in(cast.ana)
    assert client.get("/settings/").status_code == 200
    Session.objects.update(expire_date="2026-01-01T00:00:00Z")
    assert client.get("/settings/").status_code == 302
    client.cookies["sessionid"] = "nobody-has-this-one"
    assert client.get("/settings/").status_code == 302

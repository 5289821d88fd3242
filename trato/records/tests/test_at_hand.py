"""Answers about small tables come from memory until one of these is written, by whomever and however."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from trato.accounts import workspace
from trato.accounts.actor import owner_actor
from trato.accounts.models import User
from trato.records import actions, at_hand, rows, shadow, snapshot
from trato.records.models import Change, Tag

if TYPE_CHECKING:
    from collections.abc import Callable

    from trato.testing.cast import Cast

TAGS = "tags"


def names(cast: Cast) -> list[str]:
    return [str(row["name"]) for row in rows.read(cast.owner, TAGS, columns=["name"], sort="name").rows]


def questions(asking: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        asking()
    return len(captured.captured_queries)


@pytest.fixture
def tag(cast: Cast) -> int:
    pk = actions.create(cast.owner, TAGS, {"name": "Red"})
    at_hand.forget()
    snapshot.refresh()
    return pk


def test_the_second_page_does_not_ask_again(cast: Cast, tag: int) -> None:
    assert names(cast) == ["Red"]
    snapshot.refresh()
    assert questions(lambda: names(cast)) == 0
    assert questions(lambda: rows.read(cast.owner, "contacts", columns=["name"])) > 0


def by_an_action(cast: Cast, pk: int) -> None:
    actions.change(cast.owner, TAGS, pk, {"name": "Blue"})


def by_a_queryset(_cast: Cast, pk: int) -> None:
    Tag._base_manager.filter(pk=pk).update(name="Blue", name_key="blue")


def by_a_statement(_cast: Cast, pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute('UPDATE "records_tag" SET name = %s WHERE id = %s', ["Blue", pk])


@pytest.mark.parametrize("change", [by_an_action, by_a_queryset, by_a_statement])
def test_a_change_is_seen_at_once(cast: Cast, tag: int, change: Callable[[Cast, int], None]) -> None:
    assert names(cast) == ["Red"]
    change(cast, tag)
    assert names(cast) == ["Blue"]
    snapshot.refresh()
    assert names(cast) == ["Blue"]


def test_a_change_of_what_names_them_is_seen(cast: Cast, tag: int) -> None:
    """A question kept for one table may show the names of another."""

    def makers() -> list[str]:
        found = rows.read(cast.owner, TAGS, columns=["created_by"]).rows
        return [row["created_by"].label for row in found]

    before = makers()
    User.objects.filter(pk=cast.owner.user_id or 0).update(name="Somebody Else")
    assert before != ["Somebody Else"]
    assert makers() == ["Somebody Else"]


def test_other_rows_in_a_tables_place_are_not_kept(cast: Cast, tag: int) -> None:
    assert names(cast) == ["Red"]
    with shadow.reading("deals"):
        asked = questions(lambda: names(cast))
        assert asked > 0
        assert questions(lambda: names(cast)) == asked


@pytest.mark.parametrize(
    ("sql", "kept"),
    [
        ('SELECT 1 FROM "records_tag" WHERE "id" = %s', True),
        ('SELECT 1 FROM "records_tag" LEFT OUTER JOIN "accounts_user" ON (1 = 1)', True),
        ('SELECT 1 FROM "records_tag" WHERE "id" IN (SELECT value FROM json_each(%s))', True),
        ('SELECT 1 FROM "records_tag" WHERE 1 IN (SELECT 1 FROM jsonb_array_elements_text(%s::jsonb))', True),
        ("SELECT value FROM json_each(%s)", False),
        ('SELECT 1 FROM "records_tag" WHERE "id" IN (SELECT 1 FROM "records_link" U0)', False),
        ('SELECT 1 FROM "people_contact"', False),
        ('SELECT 1 FROM "records_tag" WHERE "id" = %s FOR UPDATE', False),
        ('UPDATE "records_tag" SET "name" = %s', False),
        ("SELECT 1", False),
    ],
)
def test_only_questions_about_such_tables_alone_are_kept(sql: str, kept: bool) -> None:
    assert at_hand.covers(sql) is kept


def test_a_write_builds_on_what_the_database_says(
    cast: Cast, tag: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody else changed since this request looked at the number is neither lost nor told wrongly."""
    actions.change(cast.owner, TAGS, tag, {"name": "Red"})  # locks it, and changes nothing
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(at_hand, "notice", lambda _statement: None)
        Tag._base_manager.filter(pk=tag).update(name="Green", name_key="green", version=5)
    actions.change(cast.owner, TAGS, tag, {"name": "Blue"})
    change = Change.objects.filter(type=TAGS).latest("pk")
    assert ((change.before or {})["name"], (change.after or {})["name"]) == ("Green", "Blue")
    assert Tag._base_manager.get(pk=tag).version == 6


# two threads, real commits


def elsewhere(asking: Callable[[], list[str]]) -> list[str]:
    """What a request in another thread reads just now."""
    found: list[str] = []

    def read() -> None:
        snapshot.refresh()
        found.extend(asking())
        connections.close_all()

    thread = Thread(target=read)
    thread.start()
    thread.join()
    return found


def people() -> list[str]:
    found = rows.read(owner_actor("command line"), "users", columns=["name"], sort="id").rows
    return [str(row["name"]) for row in found]


@pytest.mark.django_db(transaction=True)
def test_what_is_not_committed_is_its_writers_alone() -> None:
    workspace.ensure()
    name = User.objects.get().name
    snapshot.refresh()
    assert people() == elsewhere(people) == [name]
    with transaction.atomic():
        User.objects.update(name="Nobody yet")
        snapshot.refresh()
        assert people() == ["Nobody yet"]
        assert elsewhere(people) == [name]
        transaction.set_rollback(True)
    # The next one to count up arrives at the same number.
    with transaction.atomic():
        User.objects.update(name="Cleo")
    snapshot.refresh()
    assert people() == elsewhere(people) == ["Cleo"]
    User.objects.update(name="Outside any transaction")
    assert people() == elsewhere(people) == ["Outside any transaction"]


@pytest.mark.django_db(transaction=True)
def test_another_process_is_noticed_by_its_number() -> None:
    workspace.ensure()
    snapshot.refresh()
    before = people()
    connection.execute_wrappers.clear()  # a process of its own: what it writes is not seen here
    try:
        User.objects.update(name="By another process")
        assert people() == before
        workspace.count_up("at_hand")
    finally:
        connection.close()  # opened again, it is looked at again
    snapshot.refresh()
    assert people() == ["By another process"]

"""The demo: the same each time, believable, and gone without a trace when it is undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from trato.accounts import workspace
from trato.accounts.actor import Actor, owner_actor
from trato.activities.day import due_today
from trato.activities.models import Note, Task
from trato.notifications.models import Notification
from trato.ops.sample import fill_rooms
from trato.records import outbox, rows, snapshot
from trato.records.checksum import checksum
from trato.records.mending import pending_groups
from trato.records.models import ChangeSet, TimelineEntry
from trato.records.stays import stays
from trato.records.undo import undo
from trato.sales.day import stale, won_this_month

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Demo:
    """The state before it, and what it said that it made."""

    before: str
    made: dict[str, int]


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[Demo]:
    """Filled once: the transactions of these tests stand within its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        workspace.ensure()
        snapshot.reset()
        yield Demo(checksum(), fill_rooms(owner_actor("command line")))
        transaction.set_rollback(True)


@pytest.fixture
def owner(demo: Demo) -> Actor:
    return owner_actor("command line")


def demo_sets() -> list[int]:
    return list(ChangeSet.objects.filter(kind="demo").order_by("-pk").values_list("pk", flat=True))


def test_a_funnel(owner: Actor, demo: Demo) -> None:
    made = demo.made
    assert (made["companies"], made["contacts"], made["users"], made["teams"]) == (120, 300, 5, 2)
    stages = {one.value.label: one.count for one in rows.group(owner, "deals", by="stage")}
    assert stages == {
        "Qualified": 38, "Discovery": 28, "Proposal": 20, "Negotiation": 13, "Won": 38, "Lost": 24,
    }  # fmt: skip
    assert rows.count(owner, "leads", filter="status:new owner:any").number == 3
    assert rows.count(owner, "deals", filter="status:lost lost_reason:none").number == 0
    assert rows.count(owner, "deals", filter="status:open closed_on:any").number == 0
    assert rows.count(owner, "deals", filter="status:won closed_on:none").number == 0


def test_something_to_do(owner: Actor) -> None:
    open_tasks = "status:open"
    assert rows.count(owner, "tasks", filter=f"{open_tasks} due_on<today").number > 5
    assert rows.count(owner, "tasks", filter=f"{open_tasks} due_on:today").number > 5
    assert rows.count(owner, "tasks", filter=f"{open_tasks} due_on>today").number > 20
    assert not Task.objects.visible_to(owner).filter(done_at__gt=timezone.now() + timedelta(days=1)).exists()


def test_a_morning_of_the_owner(owner: Actor) -> None:
    """Calls and meetings by the hour, deals just won, some gone quiet."""
    today = [
        (line.type_key, bool(line.act)) for line in due_today(owner, 50) if isinstance(line.at, datetime)
    ]
    assert today == [("calls", True), ("meetings", True), ("tasks", True), ("meetings", True)]
    assert rows.count(owner, "meetings", filter="owner:me starts_at>today outcome:planned").number == 3
    assert rows.count(owner, "calls", filter="outcome:any").number > 70
    assert rows.count(owner, "meetings", filter="outcome:held").number > 20
    assert rows.count(owner, "tasks", filter="owner:me repeat:any").number == 1
    won = won_this_month(owner)
    assert won is not None
    assert (won.note, won.money[0].minor > 0) == ("3 deals", True)
    assert len(stale(owner, 50)) >= 2
    for deal in rows.read(owner, "deals", columns=("name",), filter="status:won owner:me", limit=50).rows:
        assert all(stay.length.days < 120 for stay in stays("deals", deal.id, "stage")[:-1])


def test_names_and_news_are_few_words(owner: Actor) -> None:
    """No deal is called after all that it sells, and only what the team did lately is news."""
    assert max(len(row["name"]) for row in rows.read(owner, "deals", columns=("name",), limit=200).rows) < 60
    outbox.drain()
    news = Notification.objects.filter(user_id=owner.user_id or 0, is_shown=True).order_by("pk")
    moments = list(news.values_list("at", flat=True))
    assert 0 < len(moments) < 8
    assert min(moments).date() >= timezone.now().date() - timedelta(days=14)
    assert moments == sorted(moments)


def test_nothing_comes_from_the_future(owner: Actor) -> None:
    late = timezone.now() + timedelta(seconds=1)
    assert not TimelineEntry.objects.filter(at__gt=late).exists()
    assert not ChangeSet.objects.filter(at__gt=late).exists()
    written = Counter(Note.objects.visible_to(owner).values_list("created_at", flat=True))
    assert max(written.values()) < 5  # what would have come later today is of another day


def test_nobody_writes_about_what_is_not_there_yet(owner: Actor) -> None:
    made = {
        (key, row.id): row["created_at"]
        for key in ("deals", "contacts", "companies")
        for row in rows.read(owner, key, columns=("created_at",), limit=1000).rows
    }
    for key in ("notes", "tasks", "calls", "meetings"):
        for row in rows.read(owner, key, columns=("about", "created_at"), limit=1000).rows:
            for ref in row["about"]:
                about = made.get((ref.type, ref.id or 0))
                assert about is None or about <= row["created_at"], (key, row.id, ref)


def test_some_links_wait(owner: Actor) -> None:
    waiting = {group.text: group.proposal for group in pending_groups(owner, "deals")}
    assert set(waiting) == {"Cold room 25 m3", "Frost Guard 40"}
    assert waiting["Cold room 25 m3"] is not None


def test_people_and_places_of_many_tongues(owner: Actor) -> None:
    assert rows.count(owner, "contacts", filter="王伟").number >= 1
    assert rows.count(owner, "companies", filter="gruenwald OR grünwald").number >= 1
    assert rows.count(owner, "contacts", filter="companies:any").number == 300


def test_undoing_leaves_no_trace(owner: Actor, demo: Demo) -> None:
    for number in demo_sets():
        assert undo(owner, number).kept == []
    assert checksum() == demo.before

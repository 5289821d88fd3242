"""What My day wants of calls and meetings, and what "Later" does to them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from trato.records import rows
from trato.records.models import ChangeSet
from trato.records.undo import undo
from trato.testing.cast import Cast
from trato.testing.makers import Makers

pytestmark = pytest.mark.django_db


def test_meetings_without_an_outcome_wait_for_one(
    cast: Cast, make: Makers, clock: Any, ana_client: Client
) -> None:
    for name, day in (("Old", "2026-09-01"), ("Monday", "2026-11-16"), ("Later on", "2026-11-24")):
        make.meeting(owner=cast.ana, name=name, starts_at=f"{day}T10:00:00Z", ends_at=f"{day}T11:00:00Z")
    held = {"starts_at": "2026-11-17T10:00:00Z", "ends_at": "2026-11-17T11:00:00Z", "outcome": "held"}
    make.meeting(owner=cast.ana, name="Told", **held)
    page = ana_client.get("/").content.decode()
    part = page.partition("Meetings without an outcome")[2].partition("</section>")[0]
    assert "Monday" in part
    assert not any(name in part for name in ("Old", "Later on", "Told"))
    pk = rows.read(cast.ana, "meetings", columns=(), filter="name:Monday").rows[0].id
    ana_client.post(f"/meetings/{pk}/verbs/hold", {"back": "/"})
    assert "Meetings without an outcome" not in ana_client.get("/").content.decode()


def test_later_moves_a_call_to_the_same_hour_of_the_next_working_day(
    cast: Cast, make: Makers, clock: Any, ana_client: Client
) -> None:
    pk = make.call(owner=cast.ana, name="Ring", started_at="2026-11-20T15:30:00Z")
    given = {"queue": "today", "type": "calls", "id": pk, "back": "/"}
    page = ana_client.post("/day/later", given, follow=True).content.decode()
    assert "Ring waits until Mon 23 Nov" in page
    assert rows.one(cast.ana, "calls", pk)["started_at"].isoformat() == "2026-11-23T15:30:00+00:00"
    undo(cast.ana, ChangeSet.objects.order_by("-pk")[0].pk)
    assert rows.one(cast.ana, "calls", pk)["started_at"].isoformat() == "2026-11-20T15:30:00+00:00"


def test_later_only_hides_a_meeting_and_says_so(
    cast: Cast, make: Makers, clock: Any, ana_client: Client
) -> None:
    at = {"starts_at": "2026-11-20T15:30:00Z", "ends_at": "2026-11-20T16:30:00Z"}
    pk = make.meeting(owner=cast.ana, name="Visit", **at)
    given = {"queue": "today", "type": "meetings", "id": pk, "back": "/"}
    page = ana_client.post("/day/later", given, follow=True).content.decode()
    assert "Visit is hidden here until Mon 23 Nov" in page
    assert "Its own day stays." in page
    assert ">Visit<" not in page.partition("<aside>")[0]
    back = re.findall(r'action="(/day/later\?[^"]*)"', page)[0].replace("&amp;", "&")
    page = ana_client.post(back, follow=True).content.decode()
    assert ("Undone: Visit." in page, ">Visit<" in page.partition("<aside>")[0]) == (True, True)
    assert rows.one(cast.ana, "meetings", pk)["starts_at"].isoformat() == "2026-11-20T15:30:00+00:00"

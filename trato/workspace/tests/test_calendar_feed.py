"""The calendar for other programs: a file of one record, and a secret address that can be closed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from trato.accounts.models import CalendarFeed, User
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers

pytestmark = pytest.mark.django_db


def new_address(actor: Any) -> str:
    page = sign_in(actor).post("/calendar/feed").content.decode()
    (found,) = re.findall(r'value="http://testserver(/calendar/feed\.ics\?token=[\w-]+)"', page)
    return str(found)


def test_a_record_as_a_file(cast: Cast, make: Makers) -> None:
    pk = make.meeting(owner=cast.ana, name="Survey, dock 4")
    assert f"/meetings/{pk}/calendar.ics" in sign_in(cast.ana).get(f"/meetings/{pk}").content.decode()
    answer = sign_in(cast.ana).get(f"/meetings/{pk}/calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="meetings-{pk}.ics"'
    lines = answer.content.decode().split("\r\n")
    for line in ("SUMMARY:Survey\\, dock 4", "DTSTART:20261124T090000Z", "DTEND:20261124T100000Z",
                 f"UID:meetings-{pk}@testserver", f"URL:http://testserver/meetings/{pk}"):  # fmt: skip
        assert line in lines
    assert sign_in(cast.cleo).get(f"/meetings/{pk}/calendar.ics").status_code == 404


def test_what_has_no_day_is_no_file(cast: Cast, make: Makers) -> None:
    task, company = make.task(owner=cast.ana), make.company(owner=cast.ana)
    client = sign_in(cast.ana)
    assert "calendar.ics" not in client.get(f"/tasks/{task}").content.decode()
    answer = client.get(f"/tasks/{task}/calendar.ics")
    assert (answer.status_code, "has no day yet" in answer.content.decode()) == (409, True)
    assert client.get(f"/companies/{company}/calendar.ics").status_code == 404


def test_a_secret_address_shows_ones_own_plans(cast: Cast, make: Makers, clock: Any) -> None:
    make.meeting(owner=cast.ana, name="Mine")
    make.task(owner=cast.ana, name="My task", due_on="2026-11-30")
    make.meeting(owner=cast.ben, name="Not mine")
    make.task(owner=cast.ana, name="Long ago", due_on="2026-01-01")
    text = Client().get(new_address(cast.ana)).content.decode()
    assert re.findall(r"SUMMARY:(.*)\r", text) == ["My task", "Mine"]
    assert "DTSTART;VALUE=DATE:20261130" in text


def test_a_new_address_closes_the_old_and_closing_closes_all(cast: Cast) -> None:
    first = new_address(cast.ana)
    second = new_address(cast.ana)
    other = new_address(cast.ben)
    assert [Client().get(one).status_code for one in (first, second, other)] == [404, 200, 200]
    sign_in(cast.ana).post("/calendar/feed", {"act": "close"})
    assert [Client().get(one).status_code for one in (second, other)] == [404, 200]


def test_the_secret_is_not_kept_and_ends_with_its_person(cast: Cast, clock: Any) -> None:
    address = new_address(cast.ana)
    assert CalendarFeed.objects.get(user_id=cast.ana.user_id or 0).digest not in address
    assert address.partition("=")[2] not in sign_in(cast.ana).get("/calendar/feed").content.decode()
    for wrong in ("", "x", address.partition("=")[2][:-1]):
        assert Client().get("/calendar/feed.ics", {"token": wrong}).status_code == 404
    User.objects.filter(pk=cast.ana.user_id or 0).update(archived_at="2026-11-20T00:00:00Z")
    assert Client().get(address).status_code == 404

"""The hours of My day: the working day, what stands in it, and where now is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from trato.records import actions
from trato.testing.cast import Cast
from trato.testing.makers import Makers

pytestmark = pytest.mark.django_db
EVENT = r'<div class="event tone-\d( over)? (r\d+ e\d+ lane-\d of-\d)[^>]*>.*?<span dir="auto">([^<]+)<'
CLOCK = r"<span>(\d\d:\d\d)</span>"


def grid(client: Client) -> str:
    return client.get("/").content.decode().split("today-hours")[1].split("<h4>")[0].split("<ol")[0]


def clock_of(text: str) -> tuple[str, str]:
    hours = re.findall(CLOCK, text)
    return hours[0], hours[-1]


def test_the_working_day(ana_client: Client, cast: Cast, make: Makers, clock: Any) -> None:
    """A Friday at nine: rows are quarters of an hour from nine on; what overlaps stands side by side."""
    make.meeting(
        owner=cast.ana, name="Survey", starts_at="2026-11-20T10:00:00Z", ends_at="2026-11-20T11:00:00Z"
    )
    make.call(owner=cast.ana, name="Ring Lee", started_at="2026-11-20T10:30:00Z")
    make.meeting(owner=cast.ben, name="Of Ben", starts_at="2026-11-20T10:00:00Z")
    text = grid(ana_client)
    assert clock_of(text) == ("09:00", "18:00")
    found = {name: place for _over, place, name in re.findall(EVENT, text, re.DOTALL)}
    assert found == {"Survey": "r5 e9 lane-1 of-2", "Ring Lee": "r7 e9 lane-2 of-2"}
    assert re.findall(r'<i class="now (r\d+)"', text) == ["r1"]
    assert "data-move" not in text
    assert "checkbox" not in text


def test_what_lies_beyond_the_working_hours_is_in_sight(
    ana_client: Client, cast: Cast, make: Makers, clock: Any
) -> None:
    make.meeting(
        owner=cast.ana, name="Dinner", starts_at="2026-11-20T19:30:00Z", ends_at="2026-11-20T23:59:00Z"
    )
    make.call(owner=cast.ana, name="Early bird", started_at="2026-11-20T06:15:00Z")
    text = grid(ana_client)
    assert clock_of(text) == ("06:00", "00:00")
    found = {name: place for _over, place, name in re.findall(EVENT, text, re.DOTALL)}
    assert found == {"Dinner": "r55 e73 lane-1 of-1", "Early bird": "r2 e4 lane-1 of-1"}
    assert 'class="idle r1 e13"' in text


def test_now_is_left_out_where_it_is_out_of_sight(ana_client: Client, clock: Any) -> None:
    clock.shift(3600 * 11)
    assert 'class="now' not in grid(ana_client)


def test_what_has_no_hour_stands_above(ana_client: Client, cast: Cast, make: Makers, clock: Any) -> None:
    made = [make.task(owner=cast.ana, name=f"Errand {n}", due_on="2026-11-20") for n in range(6)]
    actions.change(cast.ana, "tasks", made[0], {"status": "done"})
    above = grid(ana_client).split('class="grid"')[0]
    assert re.findall(r'<span dir="auto">([^<]+)<', above) == ["Errand 1", "Errand 2", "Errand 3"]
    assert "2 more" in above


def test_of_very_much_without_an_hour_only_some_is_read(
    ana_client: Client, cast: Cast, make: Makers, clock: Any
) -> None:
    done = make.many("tasks", 25, owner=cast.ana, name="Done", due_on="2026-11-20")
    actions.change_all(cast.ana, "tasks", done, {"status": "done"})
    make.many("tasks", 18, owner=cast.ana, name="Errand", due_on="2026-11-20")
    make.task(owner=cast.ana, name="At five", due_at="2026-11-20T17:00:00Z")
    text = grid(ana_client)
    assert "15 more" in text.split('class="grid"')[0]
    assert "At five" in text.split('class="grid"')[1]
    make.many("tasks", 9, owner=cast.ana, name="Errand", due_on="2026-11-20")
    text = grid(ana_client)
    assert ">Show all</a>" in text.split('class="grid"')[0]
    assert "At five" in text.split('class="grid"')[1]

"""The month of a phone: a grid with what stands on each day, and the chosen day below."""

from __future__ import annotations

import re

import pytest

from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers

pytestmark = pytest.mark.django_db


def shown(cast: Cast, day: str) -> str:
    return sign_in(cast.ana).get(f"/calendar/?view=month&on={day}").content.decode()


def test_the_month_of_a_phone_counts_each_day_and_lists_the_chosen_one(cast: Cast, make: Makers) -> None:
    for number in range(5):
        make.task(owner=cast.ana, name=f"Task {number}", due_on="2026-11-24")
    times = {"starts_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-24T10:00:00Z"}
    make.meeting(owner=cast.ana, name="Survey", **times)
    make.task(owner=cast.ana, name="Another day", due_on="2026-11-25")
    page = shown(cast, "2026-11-24")
    (days,) = re.findall(r'<nav class="month-days.*?</nav>', page, re.DOTALL)
    assert len(re.findall(r'href="/calendar/\?view=month&amp;on=2026-\d\d-\d\d&amp;who=me"', days)) == 42
    (chosen,) = re.findall(r"<a[^>]*aria-current.*?</a>", days, re.DOTALL)
    assert re.search(r'aria-label="[^"]*24[^"]*, 6 events"', chosen)
    assert chosen.count("<i ") == 3
    assert "<small>+3</small>" in chosen
    (agenda,) = re.findall(r'<div class="agenda.*?\n</div>', page, re.DOTALL)
    assert ("Survey" in agenda, "Task 4" in agenda, "Another day" in agenda) == (True, True, False)


def test_on_an_empty_day_of_the_month_one_plans_on_that_day(cast: Cast) -> None:
    page = shown(cast, "2026-11-26")
    (agenda,) = re.findall(r'<div class="agenda.*?\n</div>', page, re.DOTALL)
    assert "Nothing planned." in agenda
    assert 'href="/meetings/new?starts_at=2026-11-26T' in agenda

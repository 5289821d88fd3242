"""The calendar in the browser: the team's day by dragging, a phone's month by touch."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.steps import toast, visit
from trato.records import rows
from trato.testing.cast import Cast
from trato.testing.makers import Makers

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

TIMES = {"starts_at": "2030-02-12T10:00:00Z", "ends_at": "2030-02-12T11:00:00Z"}


def middle(part: Locator) -> tuple[float, float]:
    box = part.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_meeting_is_dragged_to_a_colleague(desk: Page, cast: Cast, make: Makers) -> None:
    """It keeps its hour, and the hours stay where they were scrolled to."""
    pk = make.meeting(owner=cast.ana, name="Site visit", **TIMES)
    visit(desk, "/calendar/?view=day&on=2030-02-12&who=team")
    event = desk.locator(".column .event", has_text="Site visit")
    x, y = middle(event)
    to, _y = middle(desk.locator(f'.column[data-who="{cast.ben.user_id}"]'))
    desk.mouse.move(x, y)
    desk.mouse.down()
    desk.mouse.move((x + to) / 2, y + 2, steps=4)
    desk.mouse.move(to, y + 2, steps=4)
    desk.mouse.up()
    expect(toast(desk, "Assigned to Ben.")).to_be_visible()
    expect(desk.locator(f'.column[data-who="{cast.ben.user_id}"] .event')).to_contain_text("Site visit")
    assert abs(middle(event)[1] - y) < 2
    row = rows.one(cast.ana, "meetings", pk)
    assert row["owner"].id == cast.ben.user_id
    assert row["starts_at"].isoformat() == "2030-02-12T10:00:00+00:00"


def test_what_is_moved_says_its_hour_meanwhile(desk: Page, cast: Cast, make: Makers) -> None:
    """Where it would come to stand, and how long it would take; let go of with Esc it is as before."""
    make.meeting(owner=cast.ana, name="Site visit", **TIMES)
    visit(desk, "/calendar/?view=day&on=2030-02-12")
    event = desk.locator(".column .event", has_text="Site visit")
    hour, quarter = event.locator("time"), event.evaluate("one => one.parentElement.offsetHeight / 96")
    x, y = middle(event)
    desk.mouse.move(x, y)
    desk.mouse.down()
    desk.mouse.move(x, y + 6 * quarter, steps=4)
    expect(hour).to_have_text("11:30–12:30")
    desk.keyboard.press("Escape")
    desk.mouse.up()
    expect(hour).to_have_text("10:00")
    x, foot = middle(event.locator(".grip"))
    desk.mouse.move(x, foot)
    desk.mouse.down()
    desk.mouse.move(x, foot + 2 * quarter, steps=4)
    expect(hour).to_have_text("10:00–11:30")
    desk.keyboard.press("Escape")
    desk.mouse.up()
    expect(hour).to_have_text("10:00")


def test_on_a_phone_the_teams_day_scrolls_sideways(phone: Page, cast: Cast) -> None:
    visit(phone, "/calendar/?view=day&on=2030-02-12&who=team")
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    hours, clock = phone.locator(".hours"), phone.locator(".clock")
    before = clock.bounding_box()
    assert hours.evaluate("(hours) => (hours.scrollLeft = 5000, hours.scrollLeft)") > 100
    assert clock.bounding_box() == before
    expect(phone.locator(".heads .who").last).to_be_in_viewport()


def test_a_phones_month_shows_the_day_one_touches(phone: Page, cast: Cast, make: Makers) -> None:
    make.meeting(owner=cast.ana, name="Site visit", **TIMES)
    visit(phone, "/calendar/?view=month&on=2030-02-10")
    expect(phone.locator(".agenda")).to_contain_text("Nothing planned.")
    day = phone.locator('.month-days a[href*="on=2030-02-12"]')
    expect(day).to_have_attribute("aria-label", re.compile(", 1 event$"))
    box = day.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    day.tap()
    expect(phone.locator(".agenda")).to_contain_text("Site visit")
    expect(phone.locator(".month-days [aria-current]")).to_contain_text("12")


def test_the_line_of_now_lies_over_what_goes_on(desk: Page, cast: Cast, make: Makers) -> None:
    """Thin, so that what goes on can be read; a click goes through it."""
    now = timezone.now()
    # Within one day: what lasts over midnight stands above the hours.
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    begin = max(midnight, now - timedelta(hours=1))
    end = min(midnight + timedelta(hours=23, minutes=59), now + timedelta(hours=1))
    make.meeting(owner=cast.ana, name="Goes on", starts_at=begin.isoformat(), ends_at=end.isoformat())
    visit(desk, "/calendar/?view=day")
    line = desk.locator(".column .now")
    line.scroll_into_view_if_needed()
    assert line.evaluate("one => one.getBoundingClientRect().height") == 1
    above = "(one, event) => Number(getComputedStyle(one).zIndex) > Number(getComputedStyle(event).zIndex)"
    event = desk.locator(".column .event", has_text="Goes on").first
    assert line.evaluate(above, event.element_handle())
    assert line.evaluate("one => getComputedStyle(one).pointerEvents") == "none"

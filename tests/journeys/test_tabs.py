"""Tabs that do not fit on a phone say so, and the last one is a touch or two away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import visit
from trato.records import actions
from trato.testing.cast import Cast
from trato.testing.makers import Makers

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_tabs_that_do_not_fit(phone: Page, firm: Firm) -> None:
    visit(phone, f"/deals/{firm.refit}")
    tabs = phone.get_by_role("navigation", name="Parts")
    more, last = tabs.locator(".tabs-more"), tabs.get_by_role("link", name="Changes")
    expect(more).to_be_visible()
    expect(last).not_to_be_in_viewport(ratio=1)
    more.tap()
    expect(last).to_be_in_viewport(ratio=1)
    expect(more).to_be_hidden()
    last.tap()
    expect(last).to_have_attribute("aria-current", "page")
    expect(last).to_be_in_viewport(ratio=1)


def test_tabs_and_the_sidebar_say_how_many_rows(desk: Page, firm: Firm, cast: Cast, make: Makers) -> None:
    """Once the page has come, of those that the reader sees; and anew when somebody adds one."""
    visit(desk, "/deals/?filter=status:open")
    tabs, sidebar = desk.get_by_role("navigation", name="Views"), desk.get_by_role("navigation", name="Main")
    told = tabs.get_by_role("link").locator("[data-count]")
    expect(told).to_have_text(["2", "2", "2"])
    expect(sidebar.get_by_role("link", name="Deals", exact=True).locator("[data-count]")).to_have_text("2")
    expect(sidebar.get_by_role("link", name="Tasks", exact=True).locator("[data-count]")).to_have_text("1")
    expect(sidebar.get_by_role("link", name="Contacts", exact=True).locator("[data-count]")).to_have_count(0)
    make.deal(owner=cast.ana, name="Kiln door")
    actions.change(cast.owner, "deals", firm.refit, {"stage": "Won"})
    desk.reload()
    expect(told).to_have_text(["2", "3", "3"])


def test_the_next_page_does_not_ask_how_many_again(desk: Page, firm: Firm) -> None:
    """What was told a moment ago stands there at once, until something is sent."""
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url) if "/counts?" in request.url else None)
    visit(desk, "/deals/?filter=status:open")
    told = desk.get_by_role("navigation", name="Views").get_by_role("link").locator("[data-count]")
    expect(told).to_have_text(["2", "2", "2"])
    assert len(asked) == 1
    visit(desk, "/deals/?filter=status:open")
    expect(told).to_have_text(["2", "2", "2"])
    assert len(asked) == 1
    visit(desk, "/tasks/")
    tasks = desk.get_by_role("navigation", name="Main").get_by_role("link", name="Tasks", exact=True)
    expect(tasks.locator("[data-count]")).to_have_text("1")
    desk.locator("button.finish").first.click()
    expect(desk.locator("#toasts")).to_contain_text("Done")
    visit(desk, "/deals/?filter=status:open")
    expect(tasks.locator("[data-count]")).to_have_text("0")

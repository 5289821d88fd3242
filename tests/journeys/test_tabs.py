"""Tabs that do not fit on a phone say so, and the last one is a touch or two away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import visit

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

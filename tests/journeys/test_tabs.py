"""Tabs that do not fit on a phone say so, and the last one is a touch or two away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import enter, visit
from trato.testing.cast import Cast

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def phone(browser: Any, live_server: Any, cast: Cast, firm: Firm) -> Iterator[Page]:
    look: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    made = browser.new_context(base_url=live_server.url, locale="en-US", reduced_motion="reduce", **look)
    made.set_default_timeout(10_000)
    enter(made, cast.ana)
    yield made.new_page()
    made.close()


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

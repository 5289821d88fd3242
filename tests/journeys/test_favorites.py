"""A favorite is at hand at every width: by name, by its picture alone, in the menu of a phone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import visit


def test_a_favorite_at_every_width(desk: Page, firm: Firm) -> None:
    visit(desk, f"/companies/{firm.forge}")
    desk.get_by_role("button", name="Add to favorites").click()
    expect(desk.get_by_role("button", name="Remove from favorites")).to_be_visible()
    line = desk.locator("#sidebar").get_by_role("link", name="Orbital Forge")
    expect(line).to_have_attribute("aria-current", "page")
    desk.set_viewport_size({"width": 768, "height": 1024})
    expect(line.locator(".logo")).to_be_visible()
    expect(line.locator("span").last).to_be_hidden()
    desk.set_viewport_size({"width": 360, "height": 740})
    visit(desk, "/")
    desk.get_by_role("link", name="Menu").click()
    desk.get_by_role("dialog", name="Menu").get_by_role("link", name="Orbital Forge").click()
    expect(desk).to_have_url(re.compile(rf"/companies/{firm.forge}$"))
    desk.get_by_role("button", name="Remove from favorites").click()
    expect(desk.get_by_role("button", name="Add to favorites")).to_be_visible()

"""The bell: something new is counted, peeked at beside the page, opened, and then it is read."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import visit
from trato.records import actions, outbox, rows
from trato.testing.cast import Cast


def test_the_bell(desk: Page, firm: Firm, cast: Cast) -> None:
    proposal = rows.read(cast.owner, "stages", filter='name="Proposal"').rows[0].id
    actions.change(cast.adam, "deals", firm.refit, {"stage": proposal})
    outbox.drain()
    visit(desk, "/contacts/")
    bell = desk.get_by_role("navigation", name="Main").get_by_role("link", name="Notifications")
    expect(bell.locator(".count.new")).to_have_text("1")
    bell.click()
    panel = desk.get_by_role("complementary", name="Notifications")
    expect(panel).to_be_visible()
    desk.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    bell.click()
    panel.get_by_role("link", name="to Proposal").click()
    desk.wait_for_url(f"**/deals/{firm.refit}")
    expect(bell.locator(".count")).to_have_count(0)

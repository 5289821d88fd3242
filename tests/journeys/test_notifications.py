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


def test_news_are_walked_by_keys(desk: Page, firm: Firm, cast: Cast) -> None:
    """As every list is; and the list of keys says so."""
    proposal = rows.read(cast.owner, "stages", filter='name="Proposal"').rows[0].id
    for deal in (firm.spares, firm.refit):
        actions.change(cast.adam, "deals", deal, {"stage": proposal})
        outbox.drain()
    visit(desk, "/notifications/")
    lines = desk.locator(".news-lines li > a")
    expect(lines).to_have_count(2)
    for key, at in (("j", 0), ("j", 1), ("j", 1), ("k", 0)):
        desk.keyboard.press(key)
        expect(lines.nth(at)).to_be_focused()
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="Keyboard")).to_contain_text("Down and up a list")
    desk.keyboard.press("Escape")
    lines.filter(has_text="Furnace refit").press("Enter")
    desk.wait_for_url(f"**/deals/{firm.refit}")

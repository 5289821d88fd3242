"""Whoever types gets a hand: the caret stands where it is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import editing, fact, lists, visit
from trato.records import actions
from trato.testing.cast import Cast

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Where the choice in the control with the focus begins and ends.
CHOSEN = "() => [document.activeElement.selectionStart, document.activeElement.selectionEnd]"


def test_a_filter_is_gone_on_with(desk: Page, firm: Firm) -> None:
    visit(desk, "/deals/?filter=status:open")
    desk.keyboard.press("f")
    desk.keyboard.type("value<1k")
    expect(desk.locator(".filter-words [name=filter]")).to_have_value("status:open value<1k")
    desk.keyboard.press("Enter")
    lists(desk, "Kiln spares")


def test_a_line_is_changed_whole_and_a_text_gone_on_with(desk: Page, firm: Firm, cast: Cast) -> None:
    pk = actions.create(cast.ana, "tasks", {"name": "Call back", "body": "By noon"})
    visit(desk, f"/tasks/{pk}")
    editing(fact(desk, "Details"))
    assert desk.evaluate(CHOSEN) == [7, 7]
    desk.keyboard.press("Escape")
    visit(desk, f"/deals/{firm.refit}")
    editing(fact(desk, "Value"))
    start, end = desk.evaluate(CHOSEN)
    assert (start, end > 0) == (0, True)


def test_a_name_is_ready_to_be_replaced(desk: Page, firm: Firm, cast: Cast) -> None:
    pk = actions.create(cast.ana, "views", {"name": "Worth it", "type": "deals", "audience": "private"})
    visit(desk, f"/deals/?view={pk}")
    desk.get_by_role("navigation", name="Views").get_by_text("Worth it").wait_for()
    desk.evaluate("url => htmx.ajax('GET', url, {target: '#dialogs'})", f"/deals/views/{pk}/edit")
    expect(desk.get_by_role("dialog").get_by_label("Name")).to_be_focused()
    desk.keyboard.type("Better")
    expect(desk.get_by_role("dialog").get_by_label("Name")).to_have_value("Better")

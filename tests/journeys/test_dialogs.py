"""A dialog ends by its own buttons, by Escape and by a click on the page behind it, and by nothing else."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import listens, visit


def test_text_chosen_with_the_pointer_outside_stays(desk: Page, firm: Firm) -> None:
    """So does whatever else was pressed within it and let go behind it."""
    visit(desk, "/deals/")
    listens(desk)
    desk.keyboard.press("c")
    dialog = desk.get_by_role("dialog")
    name = dialog.get_by_label("Name")
    expect(name).to_be_focused()
    name.fill("Cold room")
    box = name.bounding_box()
    assert box is not None
    desk.mouse.move(box["x"] + 40, box["y"] + 8)
    desk.mouse.down()
    desk.mouse.move(5, box["y"] + 8)
    desk.mouse.up()
    expect(dialog).to_be_visible()
    expect(name).to_have_value("Cold room")
    desk.mouse.click(5, 5)
    expect(desk.locator("dialog[open]")).to_have_count(0)

"""What gives way where the window is narrow, and what never does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.steps import visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.journeys.conftest import Firm


def test_a_narrow_list_leaves_the_names_their_room(desk: Page, firm: Firm) -> None:
    """Columns that a type can spare hide, with their sums; the name takes what they leave."""
    desk.set_viewport_size({"width": 768, "height": 700})
    visit(desk, "/companies/")
    heads = [head.inner_text() for head in desk.get_by_role("columnheader").all() if head.is_visible()]
    assert heads[1:] == ["Name", "Industry", "Revenue", "Owner"]
    name = desk.locator("th.name").bounding_box()
    assert name is not None
    assert name["width"] > 200
    for head, foot in (("th[data-column=revenue]", "tfoot .sum"), ("th[data-column=owner]", "tfoot .act")):
        above, below = desk.locator(head).bounding_box(), desk.locator(foot).bounding_box()
        assert above is not None
        assert below is not None
        assert (above["x"], above["width"]) == (below["x"], below["width"])
    desk.set_viewport_size({"width": 360, "height": 740})
    expect(desk.get_by_text("orbitalforge.com")).to_be_visible()

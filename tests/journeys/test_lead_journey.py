"""A lead becomes a customer in the browser: the dialog offers who is there, and one undo takes it back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import is_at, listens, toast, visit
from trato.records import access, rows
from trato.records.registry import registry
from trato.sales.leads import convert_lead
from trato.testing.cast import Cast
from trato.testing.makers import Makers

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_lead_is_converted_and_comes_back(desk: Page, firm: Firm, cast: Cast, make: Makers) -> None:
    there = make.contact(name="Nina Vale", emails=["nina@vale.example"], owner=cast.ana)
    lead = make.lead(name="N. Vale", company_name="Vale", emails=["nina@vale.example"], owner=cast.ana)
    visit(desk, f"/leads/{lead}")
    desk.get_by_role("link", name="Convert").click()
    dialog = desk.get_by_role("dialog")
    expect(dialog.get_by_role("radio", name="Nina Vale")).to_be_checked()
    dialog.get_by_label("Name").fill("Furnace for Vale")
    dialog.get_by_label("Value", exact=True).fill("lots")
    dialog.get_by_role("button", name="Convert").click()
    expect(dialog.get_by_text("lots")).to_be_visible()
    dialog.get_by_label("Value", exact=True).fill("4800")
    dialog.get_by_role("button", name="Convert").click()
    expect(desk).to_have_url(re.compile(r"/deals/\d+$"))
    expect(desk.locator("h1.title")).to_have_text("Furnace for Vale")
    expect(desk.get_by_role("link", name="Nina Vale").first).to_have_attribute(
        "href", re.compile(rf"/contacts/{there}\b")
    )
    assert rows.count(cast.owner, "deals", filter='"furnace for vale"').number == 1
    toast(desk, "N. Vale is converted.").get_by_role("button", name="Undo").click()
    expect(desk.locator("h1.title", has_text="Furnace for Vale")).to_have_count(0)
    assert rows.one(cast.owner, "leads", lead)["status"] == "new"


def test_a_conversion_on_a_page_of_its_own(desk: Page, firm: Firm, cast: Cast, make: Makers) -> None:
    """By its address: refused, it says why; put right, it converts."""
    lead = make.lead(name="N. Vale", owner=cast.ana)
    visit(desk, f"/leads/{lead}/convert")
    desk.get_by_label("Value", exact=True).fill("lots")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("“lots” is not an amount")).to_be_visible()
    assert rows.one(cast.owner, "leads", lead)["status"] == "new"
    listens(desk)
    desk.get_by_label("Value", exact=True).fill("4800")
    desk.get_by_role("button", name="Convert").click()
    toast(desk, "N. Vale is converted.")
    expect(desk).to_have_url(re.compile(r"/deals/\d+$"))
    assert rows.one(cast.owner, "leads", lead)["status"] == "converted"


def test_a_card_moved_to_converted_opens_the_conversion(
    desk: Page, firm: Firm, cast: Cast, make: Makers
) -> None:
    lead = make.lead(name="N. Vale", status="unqualified", owner=cast.ana)
    visit(desk, "/leads/?layout=board")
    card = desk.locator(f"#card-{lead}")
    card.locator("h3 a").focus()
    desk.keyboard.press("]")
    dialog = desk.get_by_role("dialog", name="Convert")
    expect(dialog.get_by_role("button", name="Convert")).to_be_visible()
    expect(desk.get_by_role("region", name="Unqualified").locator(f"#card-{lead}")).to_have_count(1)
    desk.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(card.locator("h3 a")).to_be_focused()
    desk.keyboard.press("]")
    dialog.get_by_role("button", name="Convert").click()
    toast(desk, "N. Vale is converted.")
    assert rows.one(cast.owner, "leads", lead)["status"] == "converted"


def test_a_conversion_left_open_in_a_second_window(desk: Page, firm: Firm, cast: Cast, make: Makers) -> None:
    """What is refused is said in the dialog, with a way to what the lead became that can be taken."""
    lead = make.lead(name="N. Vale", owner=cast.ana)
    visit(desk, f"/leads/{lead}")
    desk.get_by_role("link", name="Convert").click()
    dialog = desk.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Convert")).to_be_visible()
    became = convert_lead(cast.ana, access.fetch(cast.ana, registry.get("leads"), lead))
    dialog.get_by_label("Create a deal").uncheck()
    dialog.get_by_role("button", name="Convert").click()
    expect(dialog).to_contain_text("This lead has become N. Vale already.")
    dialog.get_by_role("link", name="N. Vale").click()
    is_at(desk, f"/contacts/{became['contacts']}")

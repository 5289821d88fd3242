"""Facts of a record as one reads and writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import editing, fact, toast, visit
from trato.records import actions, rows
from trato.testing.cast import Cast
from trato.testing.makers import Makers

if TYPE_CHECKING:
    from playwright.sync_api import Page

COLOR = "one => getComputedStyle(one).color"


def test_names_of_records_are_ink_with_a_portrait_or_without(
    desk: Page, cast: Cast, firm: Firm, make: Makers
) -> None:
    """What leads out of the house is colored, such as an e-mail address, and so is what a head leads to."""
    kiln = make.product(name="Kiln")
    actions.change(cast.ana, "deals", firm.refit, {"products": [kiln]})
    visit(desk, f"/deals/{firm.refit}")
    company = fact(desk, "Company").get_by_role("link", name="Orbital Forge").evaluate(COLOR)
    product = fact(desk, "Products").get_by_role("link", name="Kiln")
    expect(product).to_have_css("color", company)
    head = desk.locator(".record-head .meta").get_by_role("link", name="Orbital Forge").evaluate(COLOR)
    visit(desk, f"/contacts/{firm.nora}")
    address = fact(desk, "E-mails").get_by_role("link", name="nora@")
    assert address.evaluate(COLOR) != company
    expect(address).to_have_css("color", head)


def test_half_a_date_is_not_sent(desk: Page, cast: Cast, firm: Firm) -> None:
    """It would come as none and empty the field; only the browser knows, and says so."""
    actions.change(cast.ana, "deals", firm.refit, {"expected_close_on": "2030-01-15"})
    visit(desk, f"/deals/{firm.refit}")
    control = editing(fact(desk, "Expected close"))
    control.press("Backspace")
    control.press("Enter")
    expect(control).to_be_focused()
    assert control.evaluate("one => one.validity.badInput")
    assert rows.one(cast.ana, "deals", firm.refit)["expected_close_on"].isoformat() == "2030-01-15"
    control.press_sequentially("03022031")
    control.press("Enter")
    expect(fact(desk, "Expected close").locator("time")).to_have_attribute("datetime", "2031-03-02")


def test_what_follows_from_a_fact_comes_with_it(desk: Page, firm: Firm) -> None:
    """The amount in the head, though nothing is heard of what happens elsewhere."""
    desk.add_init_script("window.EventSource = class extends EventTarget { close() {} }")
    visit(desk, f"/deals/{firm.refit}")
    control = editing(fact(desk, "Value"))
    control.fill("4321")
    control.press("Enter")
    expect(desk.locator(".record-head .meta")).to_contain_text("$4,321")
    expect(fact(desk, "Value")).to_contain_text("$4,321")


def test_what_is_missing_is_said_by_the_house(desk: Page, firm: Firm) -> None:
    visit(desk, f"/deals/{firm.refit}")
    desk.get_by_placeholder("Add a task").press("Enter")
    toast(desk, "Write something first.")

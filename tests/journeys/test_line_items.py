"""The lines of a deal in the browser: a product is picked, a line put first, all saved and undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import listens, toast, visit
from trato.kernel.money import Money
from trato.records import actions, rows
from trato.testing.cast import Cast
from trato.testing.makers import Makers

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page


def test_lines_by_keyboard(desk: Page, firm: Firm, cast: Cast, make: Makers) -> None:
    make.product(name="Lining", price="250")
    before = rows.one(cast.owner, "deals", firm.refit)["lines"]
    visit(desk, f"/deals/{firm.refit}?tab=lines")
    line = desk.locator("[data-line]").last
    line.get_by_label("Product or name").fill("Lining")
    line.get_by_label("Quantity").fill("4")
    line.get_by_label("Tax %").fill("10")
    line.get_by_label("Tax %").press("Tab")
    expect(line.get_by_label("Price", exact=True)).to_have_value("250")
    expect(line.locator("output")).to_have_text("$1,100")
    desk.get_by_role("button", name="Add line").click()
    fresh = desk.locator("[data-line]").last
    fresh.get_by_label("Product or name").fill("Advice")
    fresh.get_by_label("Product or name").press("Alt+ArrowUp")
    desk.get_by_role("button", name="Save").last.click()
    toast(desk, "Line items saved.")
    found = rows.one(cast.owner, "deals", firm.refit)["lines"]
    assert [one.name for one in found[len(before) :]] == ["Advice", "Lining"]
    assert found[-1].price == Money.of("250", "USD")
    toast(desk, "Line items saved.").get_by_role("button", name="Undo").click()
    expect(desk.locator("[data-line]")).to_have_count(len(before) + 1)
    assert rows.one(cast.owner, "deals", firm.refit)["lines"] == before


def test_a_saved_line_does_not_come_back_as_another(desk: Page, firm: Firm, cast: Cast) -> None:
    """Though it is saved before its sums have come, as on a slow line."""
    before = rows.one(cast.owner, "deals", firm.refit)["lines"]
    visit(desk, f"/deals/{firm.refit}?tab=lines")
    desk.route("**/*preview=1*", lambda _route: None)
    line = desk.locator("[data-line]").last
    line.get_by_label("Product or name").fill("Once")
    line.get_by_label("Price", exact=True).fill("70")
    line.get_by_label("Price", exact=True).press("Control+Enter")
    toast(desk, "Line items saved.")
    listens(desk)
    expect(desk.locator("[data-line]")).to_have_count(len(before) + 2)
    expect(desk.locator("[data-line]").last.get_by_label("Product or name")).to_have_value("")
    expect(desk.locator("[data-line]").last.get_by_label("Price", exact=True)).to_be_focused()
    expect(desk.get_by_text("is back")).to_have_count(0)
    assert [one.name for one in rows.one(cast.owner, "deals", firm.refit)["lines"]][-1] == "Once"


def test_a_line_whose_sums_have_come_is_not_lost_with_its_page(desk: Page, firm: Firm) -> None:
    visit(desk, f"/deals/{firm.refit}?tab=lines")
    line = desk.locator("[data-line]").last
    line.get_by_label("Product or name").fill("Kept")
    with desk.expect_response("**/*preview=1*"):
        line.get_by_label("Price", exact=True).fill("70")
        line.get_by_label("Price", exact=True).press("Tab")
    desk.once("dialog", lambda dialog: dialog.accept())
    desk.reload()
    expect(desk.locator("[data-line]").last.get_by_label("Product or name")).to_have_value("Kept")


def test_a_line_that_is_back_counts_and_is_not_saved_yet(desk: Page, firm: Firm, cast: Cast) -> None:
    actions.change(cast.ana, "deals", firm.refit, {"lines": [{"name": "Freezer", "price": "1200"}]})
    visit(desk, f"/deals/{firm.refit}?tab=lines")
    desk.locator("[data-line]").first.get_by_label("Quantity").fill("3")
    desk.once("dialog", lambda dialog: dialog.accept())
    desk.reload()
    toast(desk, "What you had typed is back.")
    line = desk.locator("[data-line]").first
    expect(line.get_by_label("Quantity")).to_have_value("3")
    expect(line.locator("output")).to_have_text("$3,600")
    expect(desk.locator(".line-sums dd").last).to_have_text("$3,600")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    desk.once("dialog", leave)
    desk.reload()
    assert asked == ["beforeunload"]


def test_a_form_that_comes_back_to_its_page_stands_where_it_was(phone: Page, firm: Firm) -> None:
    """Saved on a phone, the lines are in sight, not the head of the page."""
    visit(phone, f"/deals/{firm.refit}?tab=lines")
    listens(phone)
    phone.locator("[data-line]").last.get_by_label("Product or name").fill("Advice")
    phone.locator("[data-line]").last.get_by_label("Price", exact=True).fill("90")
    save = phone.get_by_role("button", name="Save").last
    save.scroll_into_view_if_needed()
    save.click()
    toast(phone, "Line items saved.")
    phone.wait_for_function("document.querySelector('main').scrollTop > 0", timeout=5000)


def test_refused_lines_stay_on_their_record_and_each_says_what_is_wrong(desk: Page, firm: Firm) -> None:
    visit(desk, f"/deals/{firm.refit}?tab=lines")
    listens(desk)
    desk.get_by_role("button", name="Add line").click()
    line = desk.locator("[data-line]").last
    line.get_by_label("Quantity").fill("two")
    line.get_by_label("Discount %").fill("150")
    line.get_by_label("Discount %").press("Control+Enter")
    name = desk.locator("[data-line] [aria-invalid=true]").first
    expect(name).to_be_focused()
    expect(name).to_have_accessible_description("A product or a name is needed.")
    expect(desk.get_by_label("Quantity").and_(desk.locator("[aria-invalid=true]"))).to_have_value("two")
    listens(desk)
    with desk.expect_response("**/*preview=1*"):
        name.fill("Advice")
        name.press("Tab")
    expect(name).to_have_accessible_description("")
    expect(desk.locator("[data-line] .error:not(:empty)")).to_have_count(2)


def test_the_sums_stand_under_the_totals_of_the_lines(desk: Page, firm: Firm, cast: Cast) -> None:
    """And what saves them below, however wide the page is."""
    lines = [{"name": "Freezer", "price": "1200"}, {"name": "Lining", "price": "90"}]
    actions.change(cast.ana, "deals", firm.refit, {"lines": lines})
    for width in (1900, 1440, 768, 360):
        desk.set_viewport_size({"width": width, "height": 900})
        visit(desk, f"/deals/{firm.refit}?tab=lines")
        total, last, save = (
            desk.locator(one).last.bounding_box()
            for one in ("[data-line]:nth-last-child(2) output", ".line-sums dd", ".lines-foot > .primary")
        )
        assert total is not None
        assert last is not None
        assert save is not None
        assert save["y"] >= last["y"] + last["height"], width
        if width > 1000:  # in a card a total stands at the other side, beside its label
            assert abs(total["x"] + total["width"] - last["x"] - last["width"]) <= 8, width


def test_the_keyboard_is_at_the_lines_after_a_mended_mistake(desk: Page, firm: Firm) -> None:
    visit(desk, f"/deals/{firm.refit}?tab=lines")
    line = desk.locator("[data-line]").last
    line.get_by_label("Product or name").fill("Lining")
    line.get_by_label("Quantity").fill("two")
    line.get_by_label("Quantity").press("Control+Enter")
    wrong = desk.locator("[aria-invalid=true]")
    expect(wrong).to_be_focused()
    listens(desk)
    wrong.fill("2")
    wrong.press("Control+Enter")
    toast(desk, "Line items saved.")
    listens(desk)
    assert desk.evaluate("document.activeElement.closest('#lines-form') !== null")

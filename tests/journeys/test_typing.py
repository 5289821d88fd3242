"""Whoever types gets a hand: the caret stands where it is meant, and a filter offers its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import editing, fact, listens, lists, reload_with, visit
from trato.accounts import workspace
from trato.records import actions
from trato.testing.cast import Cast

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

#: Where the choice in the control with the focus begins and ends.
CHOSEN = "() => [document.activeElement.selectionStart, document.activeElement.selectionEnd]"


def filter_box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Filter in words")


def offers(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Filter in words").get_by_role("option")


def test_a_filter_is_gone_on_with(desk: Page, firm: Firm) -> None:
    visit(desk, "/deals/?filter=status:open")
    desk.keyboard.press("f")
    desk.keyboard.type("value<1k")
    expect(desk.locator(".filter-words [name=filter]")).to_have_value("status:open value<1k")
    desk.keyboard.press("Enter")
    lists(desk, "Kiln spares")


def test_the_words_of_a_filter_are_offered(desk: Page, firm: Firm) -> None:
    visit(desk, "/deals/?view=0")
    desk.keyboard.press("f")
    expect(filter_box(desk)).to_have_attribute("aria-expanded", "true")
    expect(offers(desk).filter(has_text="expected_close_on")).to_contain_text("Expected close")
    desk.keyboard.type("own")
    expect(offers(desk)).to_have_text(["owner"])
    expect(offers(desk)).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("Tab")
    expect(filter_box(desk)).to_have_value("owner:")
    expect(offers(desk).first).to_have_text("me")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(filter_box(desk)).to_have_value("owner:me ")
    expect(offers(desk).first).to_have_text("status")
    desk.keyboard.type("val")
    expect(offers(desk).first).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("Enter")
    expect(offers(desk).first).to_have_text("value>=at least")
    offers(desk).filter(has_text="at most").click()
    desk.keyboard.type("1k")
    expect(offers(desk).first).to_be_hidden()
    desk.keyboard.press("Enter")
    lists(desk, "Kiln spares")
    expect(filter_box(desk)).to_have_value("owner:me value<=1k")


def test_the_list_of_words_is_left_alone(desk: Page, firm: Firm) -> None:
    """Enter shows the rows while no line is marked; Esc closes the list and leaves what is typed."""
    visit(desk, "/deals/?view=0&layout=board")
    filter_box(desk).click()
    desk.keyboard.type("sta")
    expect(offers(desk).first).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("Escape")
    expect(offers(desk).first).to_be_hidden()
    expect(filter_box(desk)).to_be_focused()
    desk.keyboard.type("tus:open ")
    expect(offers(desk).first).to_have_text("status")
    expect(desk.get_by_role("option", selected=True)).to_have_count(0)
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    expect(desk.locator(".filter")).to_contain_text("Open")


def test_the_words_of_a_filter_stand_in_a_narrow_window(phone: Page, firm: Firm) -> None:
    visit(phone, "/deals/?filter=value>1")
    filter_box(phone).tap()
    phone.keyboard.type(" ")
    expect(offers(phone).first).to_be_visible()
    box = phone.get_by_role("listbox", name="Filter in words").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    offers(phone).filter(has_text="owner").tap()
    expect(filter_box(phone)).to_have_value("value>1 owner:")


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


def company(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Company")


def marked(page: Page) -> Locator:
    return page.locator(".options [aria-selected=true]")


def test_tab_takes_the_line_that_is_marked_and_goes_on(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, "/deals/new")
    desk.locator("[name=name]").fill("Chimney")
    company(desk).click()
    desk.keyboard.type("kett")
    expect(marked(desk)).to_have_text("Blue Kettle")
    desk.keyboard.press("Tab")
    expect(desk.locator("[data-field=company] .chip")).to_contain_text("Blue Kettle")
    expect(company(desk)).to_have_value("")
    assert not desk.evaluate("() => Boolean(document.activeElement.closest('[data-field=company] input'))")
    with reload_with(desk):
        desk.get_by_role("button", name="Create").click()
    expect(fact(desk, "Company")).to_contain_text("Blue Kettle")


def test_what_nothing_is_called_is_made_on_the_way(desk: Page, firm: Firm, cast: Cast) -> None:
    """The list ends in a line for it, unless something is called so; the chip says that it will be new."""
    visit(desk, "/deals/new")
    desk.locator("[name=name]").fill("Chimney")
    company(desk).click()
    desk.keyboard.type("blue kettle")
    expect(marked(desk)).to_have_text("Blue Kettle")
    expect(desk.locator(".options [role=option]")).to_have_count(1)
    company(desk).fill("Zeta & Co")
    expect(marked(desk)).to_have_text("New company: Zeta & Co")
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-field=company] .chip")).to_contain_text("New company: Zeta & Co")
    with reload_with(desk):
        desk.get_by_role("button", name="Create").click()
    expect(fact(desk, "Company")).to_contain_text("Zeta & Co")


def test_tab_takes_nothing_where_nothing_is_typed(desk: Page, firm: Firm) -> None:
    visit(desk, "/deals/new")
    company(desk).click()
    expect(marked(desk)).to_be_visible()
    desk.keyboard.press("Tab")
    expect(marked(desk)).to_be_hidden()
    expect(desk.locator("[data-field=company] .chip")).to_have_count(0)


@pytest.mark.parametrize("place", ["/deals/new", "/deals/"])
def test_a_link_that_is_not_chosen_is_refused_where_it_stands(
    desk: Page, firm: Firm, cast: Cast, place: str
) -> None:
    """On a page and in a dialog; what was typed stays, to be gone on with."""
    visit(desk, place)
    if place == "/deals/":
        desk.keyboard.press("c")
    desk.locator("[name=name]").fill("Chimney")
    listens(desk)
    company(desk).click()
    desk.keyboard.type("Brand new firm")
    expect(marked(desk)).to_have_text("New company: Brand new firm")
    desk.locator("[name=name]").click()
    desk.get_by_role("button", name="Create", exact=True).click()
    expect(desk.locator("#field-company-error")).to_have_text("There is no company “Brand new firm”.")
    listens(desk)
    expect(company(desk)).to_have_value("Brand new firm")
    expect(desk.locator("[name=name]")).to_have_value("Chimney")
    company(desk).fill("blue kettle")
    with reload_with(desk):
        desk.keyboard.press("Control+Enter")
    expect(fact(desk, "Company")).to_contain_text("Blue Kettle")


def test_a_fact_that_is_not_chosen_is_refused_in_its_place(desk: Page, firm: Firm) -> None:
    visit(desk, f"/deals/{firm.refit}")
    fact(desk, "Company").locator(".pencil").click()
    box = fact(desk, "Company").locator("input[role=combobox]")
    expect(box).to_be_focused()
    desk.keyboard.type("nowhere")
    expect(desk.get_by_text("Nothing found")).to_be_visible()
    desk.keyboard.press("Tab")
    expect(fact(desk, "Company").get_by_role("alert")).to_have_text("There is no company “nowhere”.")
    expect(box).to_have_value("nowhere")


def test_tags_let_the_keyboard_go_on(desk: Page, firm: Firm, cast: Cast) -> None:
    actions.create(cast.owner, "tags", {"name": "Tender"})
    visit(desk, "/deals/new")
    tags, chips = desk.get_by_role("combobox", name="Tags"), desk.locator("[data-field=tags] .chip")
    desk.locator("summary").get_by_text("More").or_(tags).first.click()
    tags.click()
    desk.keyboard.type("ten")
    desk.keyboard.press("Tab")
    expect(chips).to_have_text(["ten×"])
    expect(tags).not_to_be_focused()
    tags.click()
    desk.keyboard.type("warm")
    desk.locator("[name=name]").click()
    desk.keyboard.type("Chimney")
    expect(chips).to_have_text(["ten×", "warm×"])
    expect(desk.locator("[name=name]")).to_have_value("Chimney")
    tags.click()
    desk.keyboard.type("tend")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Tab")
    expect(chips).to_have_text(["ten×", "warm×", "Tender×"])
    expect(tags).not_to_be_focused()
    tags.click()
    desk.keyboard.press("Backspace")
    expect(chips).to_have_text(["ten×", "warm×"])
    expect(tags).to_be_focused()


def test_what_is_typed_stays_while_a_stranger_chooses_a_language(page: Page, cast: Cast) -> None:
    """But for what is secret."""
    visit(page, f"/first-run?token={workspace.claim_address_token()}")
    page.get_by_label("Your name").fill("Nora Quist")
    page.get_by_label("E-mail").fill("nora@acme.example")
    page.locator("[name=password]").fill("a long and quiet secret")
    page.get_by_label("Nothing in it yet").check()
    page.get_by_role("button", name="Español").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Haz tuyo este espacio de trabajo")
    expect(page.locator("[name=name]")).to_have_value("Nora Quist")
    expect(page.locator("[name=email]")).to_have_value("nora@acme.example")
    expect(page.locator("[name=password]")).to_have_value("")
    expect(page.locator("[name=start][value=empty]")).to_be_checked()
    page.reload()
    expect(page.locator("[name=name]")).to_have_value("")

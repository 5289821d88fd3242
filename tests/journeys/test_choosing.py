"""Choosing in the browser: events of several kinds by keys; on a phone a button brings the boxes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import reload_with, toast, visit
from trato.records import rows
from trato.testing.cast import Cast
from trato.testing.makers import Makers

if TYPE_CHECKING:
    from playwright.sync_api import Page

DAY = "/calendar/?view=agenda&on=2030-01-15"


def test_events_of_two_kinds_move_together(desk: Page, firm: Firm, cast: Cast, make: Makers) -> None:
    """By x from one to the next; the bar says how many of each; one undo brings both back."""
    visit_at = {"starts_at": "2030-01-15T10:00:00Z", "ends_at": "2030-01-15T11:00:00Z"}
    meeting = make.meeting(owner=cast.ana, name="Site visit", **visit_at)
    visit(desk, DAY)
    bar = desk.locator(".bulkbar:visible")
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    expect(bar.locator("b")).to_contain_text("1 selected · tasks")
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    expect(bar.locator("b")).to_have_text(re.compile("2 selected · 1 task · 1 meeting"))
    bar.get_by_role("button", name="Move").click()
    dialog = desk.get_by_role("dialog", name="Move 1 task, 1 meeting to another day")
    dialog.get_by_label("Day").fill("2030-01-17")
    with reload_with(desk):
        dialog.get_by_role("button", name="Move").click()
    assert rows.one(cast.ana, "tasks", firm.quote)["due_on"].isoformat() == "2030-01-17"
    assert rows.one(cast.ana, "meetings", meeting)["starts_at"].isoformat() == "2030-01-17T10:00:00+00:00"
    with reload_with(desk):
        toast(desk, "Moved 2.").get_by_role("button", name="Undo").click()
    assert rows.one(cast.ana, "tasks", firm.quote)["due_on"].isoformat() == "2030-01-15"
    assert rows.one(cast.ana, "meetings", meeting)["starts_at"].isoformat() == "2030-01-15T10:00:00+00:00"


def test_on_a_phone_boxes_come_with_a_button(phone: Page) -> None:
    """A touch opens until one has asked to choose; then it chooses, until nothing is chosen."""
    visit(phone, "/deals/?layout=board")
    cards, boxes = phone.locator(".board .card"), phone.locator(".board .card .pick")
    expect(cards).to_have_count(2)
    expect(boxes.first).to_be_hidden()
    select = phone.get_by_role("button", name="Select", exact=True).first
    select.tap()
    expect(select).to_have_attribute("aria-pressed", "true")
    expect(boxes.first).to_be_visible()
    cards.first.tap()
    expect(phone.locator(".bulkbar:visible b")).to_have_text(re.compile("1 selected"))
    expect(phone.locator("#panel .panel")).to_have_count(0)
    cards.first.tap()
    expect(boxes.first).to_be_hidden()
    expect(select).to_have_attribute("aria-pressed", "false")
    cards.first.tap()
    expect(phone.locator("#panel .panel")).to_be_visible()


def test_the_agenda_of_a_phone_has_no_boxes_until_asked(phone: Page) -> None:
    visit(phone, DAY)
    line = phone.locator(".agenda li", has_text="Send the quote")
    expect(line.locator(".pick")).to_be_hidden()
    phone.get_by_role("button", name="Select", exact=True).tap()
    line.tap()
    expect(line.get_by_role("checkbox")).to_be_checked()
    phone.get_by_role("button", name="Clear the selection").locator("visible=true").tap()
    expect(line.locator(".pick")).to_be_hidden()


def test_the_bar_stays_on_one_line(desk: Page) -> None:
    """Where there is no room for words, the last buttons keep their icon and their name."""
    desk.set_viewport_size({"width": 768, "height": 900})
    visit(desk, "/deals/")
    desk.locator("tbody .check").first.click()
    bar = desk.locator(".bulkbar:visible")
    expect(bar.locator(".bare")).not_to_have_count(0)
    expect(bar.get_by_role("button", name="Put into the bin")).to_have_attribute("title", "Put into the bin")
    expect(bar.get_by_role("button", name="Change")).not_to_have_class(re.compile("bare"))
    tops = {round(one.bounding_box()["y"]) for one in bar.locator(".button:visible").all()}  # type: ignore[index]
    assert len(tops) == 1
    desk.set_viewport_size({"width": 1440, "height": 900})
    expect(bar.locator(".bare")).to_have_count(0)


def test_a_tag_that_is_there_is_chosen_from_the_list(desk: Page, cast: Cast, make: Makers) -> None:
    """The list under the words is the house's own; a word that is not there is a new tag."""
    make.tag(name="Key account")
    firm = make.company(owner=cast.ana, name="Oriol Hotels")
    visit(desk, "/companies/?filter=name:Oriol")
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    desk.locator(".bulkbar:visible").get_by_role("button", name="Tag", exact=True).click()
    words = desk.locator("dialog .tag-input [aria-controls]")
    words.press_sequentially("acc")
    desk.get_by_role("option", name="Key account").click()
    words.press_sequentially("Vip")
    words.press("Enter")
    desk.locator("dialog button.primary[value=preview-tags]").click()
    with reload_with(desk):
        desk.locator("dialog button.primary[value=apply-tags]").click()
    assert {ref.label for ref in rows.one(cast.ana, "companies", firm)["tags"]} == {"Key account", "Vip"}


def test_the_keyboard_goes_on_beside_what_left_the_page(desk: Page, cast: Cast, make: Makers) -> None:
    """What was chosen is put into the bin: the next row has the keyboard."""
    for name in ("Oriol Boats", "Oriol Cafe", "Oriol Hotels"):
        make.company(owner=cast.ana, name=name)
    visit(desk, "/companies/?filter=name:Oriol")
    desk.get_by_role("checkbox", name="Oriol Boats").focus()
    desk.keyboard.press("Space")
    with reload_with(desk):
        desk.locator(".bulkbar:visible").get_by_role("button", name="Put into the bin").click()
    expect(desk.locator("tbody tr[data-id]")).to_have_count(2)
    expect(desk.get_by_role("link", name="Oriol Cafe")).to_be_focused()

"""The board: dragged, moved by keys, asked by a stage, seen by two, undone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import listens, reload_with, toast, visit
from trato.records import actions, rows
from trato.testing.cast import Cast
from trato.testing.makers import Makers

BOARD = "/deals/?layout=board"
OPEN_BOARD = "/deals/?filter=status:open&layout=board"


@pytest.fixture
def browser_options() -> dict[str, Any]:
    return {"viewport": {"width": 1600, "height": 900}, "locale": "en-US", "reduced_motion": "reduce"}


def column(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True).locator("visible=true")


def card(page: Page, pk: int) -> Locator:
    return page.locator(f"#card-{pk}")


def stage_of(cast: Cast, pk: int) -> str:
    return str(rows.one(cast.owner, "deals", pk, columns=("stage",))["stage"].label)


def drag(page: Page, pk: int, name: str) -> None:
    """To a column, or to an end that shows itself at the board's foot."""
    start = card(page, pk).bounding_box()
    assert start is not None
    page.mouse.move(start["x"] + 20, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + 30, steps=4)
    end = page.locator(".board-ends .end", has_text=name)
    place = (end if end.count() else column(page, name)).bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + min(160, place["height"] / 2), steps=8)
    page.mouse.up()


def test_dragged(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, BOARD)
    before = column(desk, "Proposal").locator(".column-head .count").inner_text()
    drag(desk, firm.refit, "Proposal")
    toast(desk, "moved to Proposal.")
    expect(column(desk, "Proposal").locator(f"#card-{firm.refit}")).to_be_visible()
    expect(column(desk, "Proposal").locator(".column-head .count")).to_have_text(str(int(before) + 1))
    assert stage_of(cast, firm.refit) == "Proposal"
    expect(desk).to_have_url(re.compile(r"layout=board$"))
    toast(desk, "moved to Proposal.").get_by_role("button", name="Undo").click()
    expect(column(desk, "Qualified").locator(f"#card-{firm.refit}")).to_be_visible()
    assert stage_of(cast, firm.refit) == "Qualified"


def test_by_keys_and_asked(desk: Page, firm: Firm, cast: Cast) -> None:
    """`]` moves on; Lost asks why, and without a word nothing has happened."""
    visit(desk, BOARD)
    card(desk, firm.refit).get_by_role("link").first.focus()
    desk.keyboard.press("]")
    expect(column(desk, "Discovery").locator(f"#card-{firm.refit}")).to_be_visible()
    toast(desk, "moved to Discovery.")
    desk.keyboard.press("[")
    toast(desk, "moved to Qualified.")
    drag(desk, firm.refit, "Lost")
    dialog = desk.get_by_role("dialog", name="Mark as lost: ")
    expect(dialog).to_be_visible()
    expect(column(desk, "Qualified").locator(f"#card-{firm.refit}")).to_have_count(1)
    assert stage_of(cast, firm.refit) == "Qualified"
    dialog.get_by_label("Lost reason").select_option(label="Price")
    dialog.get_by_role("button", name="Mark as lost").click()
    expect(column(desk, "Lost").locator(f"#card-{firm.refit}")).to_be_visible()
    row = rows.one(cast.owner, "deals", firm.refit, columns=("lost_reason", "closed_on"))
    assert row["lost_reason"].label == "Price"
    assert row["closed_on"] is not None


def test_what_is_undone_by_keys_is_in_focus(desk: Page, firm: Firm, cast: Cast) -> None:
    """So that it can be moved again."""
    visit(desk, BOARD)
    card(desk, firm.spares).get_by_role("link").first.focus()
    desk.keyboard.press("]")
    toast(desk, "moved to Discovery.")
    with reload_with(desk):
        desk.keyboard.press("Control+z")
    toast(desk, "Undone: Kiln spares.")
    expect(card(desk, firm.spares).locator("h3 a")).to_be_focused()
    desk.keyboard.press("]")
    toast(desk, "moved to Discovery.")
    assert stage_of(cast, firm.spares) == "Discovery"


def test_a_name_without_end_stays_a_card(desk: Page, firm: Firm, cast: Cast) -> None:
    actions.change(cast.ana, "deals", firm.refit, {"name": "A name that goes on " * 10})
    visit(desk, BOARD)
    box = card(desk, firm.refit).locator("h3").bounding_box()
    assert box is not None
    assert 70 < box["height"] < 74  # four lines
    card(desk, firm.refit).click()
    expect(desk.get_by_role("complementary", name="A name that goes on")).to_be_visible()


def test_a_stage_asks_for_lines_on_their_tab(desk: Page, firm: Firm, cast: Cast) -> None:
    stage = rows.read(cast.owner, "stages", filter="name:Proposal", columns=("name",)).rows[0].id
    actions.change(cast.owner, "stages", stage, {"asks": ["lines"]})
    visit(desk, BOARD)
    card(desk, firm.refit).locator("h3 a").focus()
    desk.keyboard.press("]")
    toast(desk, "moved to Discovery.")
    desk.keyboard.press("]")
    dialog = desk.get_by_role("dialog", name="Move Furnace refit to Proposal")
    expect(dialog).to_contain_text("First fill in: Line items.")
    expect(dialog.get_by_role("link", name="Line items")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(card(desk, firm.refit).locator("h3 a")).to_be_focused()
    desk.keyboard.press("]")
    dialog.get_by_role("link", name="Line items").click()
    expect(desk).to_have_url(re.compile(rf"/deals/{firm.refit}\?tab=lines$"))
    assert stage_of(cast, firm.refit) == "Discovery"


def test_dragged_to_an_end_that_is_no_column(desk: Page, firm: Firm, cast: Cast) -> None:
    """While a card is dragged the open board's foot offers its ends; dropped there, it leaves the board."""
    visit(desk, OPEN_BOARD)
    expect(desk.locator(".board-ends")).to_be_hidden()
    drag(desk, firm.spares, "Lost")
    dialog = desk.get_by_role("dialog", name="Mark as lost: Kiln spares")
    expect(dialog).to_be_visible()
    expect(desk.locator(".board-ends")).to_be_hidden()
    dialog.get_by_role("button", name="Close").click()
    expect(card(desk, firm.spares)).to_be_visible()
    assert stage_of(cast, firm.spares) == "Qualified"
    card(desk, firm.refit).get_by_role("checkbox").check()
    drag(desk, firm.refit, "Won")
    toast(desk, "Furnace refit: won.")
    expect(card(desk, firm.refit)).to_have_count(0)
    expect(column(desk, "Qualified").locator(".column-head .count")).to_have_text("1")
    expect(card(desk, firm.spares).get_by_role("link").first).to_be_focused()
    expect(desk.get_by_role("form", name="Selection")).to_be_hidden()
    assert stage_of(cast, firm.refit) == "Won"
    toast(desk, "Furnace refit: won.").get_by_role("button", name="Undo").click()
    expect(card(desk, firm.refit)).to_be_visible()
    drag(desk, firm.refit, "Lost")
    dialog = desk.get_by_role("dialog", name="Mark as lost: Furnace refit")
    dialog.get_by_label("Lost reason").select_option(label="Price")
    dialog.get_by_role("button", name="Mark as lost").click()
    toast(desk, "Furnace refit: lost.")
    expect(card(desk, firm.refit)).to_have_count(0)
    assert rows.one(cast.owner, "deals", firm.refit)["lost_reason"].label == "Price"


def test_what_a_dialog_is_refused_is_said_within_reach(desk: Page, firm: Firm, cast: Cast) -> None:
    """What lies outside an open dialog cannot be clicked, nor read by those who listen."""
    visit(desk, OPEN_BOARD)
    drag(desk, firm.spares, "Lost")
    dialog = desk.get_by_role("dialog", name="Mark as lost: Kiln spares")
    dialog.get_by_label("Lost reason").select_option(label="Price")
    actions.archive(cast.owner, "deals", [firm.spares])
    dialog.get_by_role("button", name="Mark as lost").click()
    said = dialog.locator(".toast")
    expect(said).to_be_visible()
    said.get_by_role("button", name="Close").click()
    expect(said).to_have_count(0)


def test_somebody_was_faster(desk: Page, firm: Firm, cast: Cast, make: Makers) -> None:
    """The card goes back, and a sentence says where it is by now."""
    visit(desk, BOARD)
    actions.change(cast.owner, "deals", firm.refit, {"stage": "Negotiation"})
    drag(desk, firm.refit, "Proposal")
    toast(desk, "moved this to “Negotiation” meanwhile.")
    expect(column(desk, "Qualified").locator(f"#card-{firm.refit}")).to_be_visible()
    assert stage_of(cast, firm.refit) == "Negotiation"


def test_without_scripts(entering: Callable[..., Page], cast: Cast, firm: Firm) -> None:
    """Every card has a link to where it can go."""
    page = entering(cast.ana)
    visit(page, f"/deals/{firm.refit}/move?by=stage")
    page.get_by_role("button", name="Proposal").click()
    toast(page, "moved to Proposal.")
    assert stage_of(cast, firm.refit) == "Proposal"


def test_cards_are_chosen_by_x_and_changed_together(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, BOARD)
    bar = desk.get_by_role("form", name="Selection")
    expect(bar).to_be_hidden()
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    expect(bar).to_contain_text("1 selected")
    chosen = desk.locator(".card:has(:checked)")
    first = int(chosen.get_attribute("data-id") or "")
    was = stage_of(cast, first)
    # A chosen card stays chosen where it goes, and Esc lets it go.
    desk.keyboard.press("]")
    toast(desk, "moved to")
    expect(bar).to_contain_text("1 selected")
    toast(desk, "moved to").get_by_role("button", name="Undo").click()
    expect(desk.get_by_text("Undone")).to_be_visible()
    assert stage_of(cast, first) == was
    card(desk, first).hover()
    card(desk, first).get_by_role("checkbox").check()
    bar.get_by_role("button", name="Assign").click()
    dialog = desk.get_by_role("dialog", name="Owner")
    search = dialog.locator("input[role=combobox]")
    search.press_sequentially("Ben")
    expect(dialog.get_by_role("option", name="Ben")).to_be_visible()
    search.press("Enter")
    dialog.get_by_role("button", name="Continue").click()
    desk.get_by_role("button", name="Change 1 deal").click()
    toast(desk, "Changed 1 deal.")
    expect(desk).to_have_url(re.compile(r"layout=board$"))
    assert rows.one(cast.owner, "deals", first)["owner"].label == "Ben"


def test_only_the_newest_message_shows_the_key(desk: Page, firm: Firm) -> None:
    """Ctrl+Z takes back the last move; the older ones keep their button."""
    visit(desk, BOARD)
    card(desk, firm.refit).get_by_role("link").first.focus()
    for name in ("Discovery", "Proposal"):
        desk.keyboard.press("]")
        toast(desk, f"moved to {name}.")
    expect(desk.locator(".toast").get_by_role("button", name="Undo")).to_have_count(2)
    expect(desk.locator(".toast kbd:visible")).to_have_count(1)
    expect(toast(desk, "moved to Proposal.").locator("kbd")).to_be_visible()


def test_what_rests_at_the_edge_goes_on(phone: Page, firm: Firm) -> None:
    visit(phone, BOARD)
    box = card(phone, firm.refit).bounding_box()
    width = phone.evaluate("innerWidth")
    assert box is not None
    phone.mouse.move(box["x"] + 30, box["y"] + 12)
    phone.mouse.down()
    phone.mouse.move(width - 10, box["y"] + 60, steps=4)
    # The pointer rests; the third stage comes under it.
    expect(column(phone, "Proposal")).to_have_class(re.compile(r"\bover\b"))
    phone.keyboard.press("Escape")
    phone.mouse.up()


def test_one_of_several_chosen_cards_takes_the_others_along(desk: Page, firm: Firm, cast: Cast) -> None:
    """Asked first, by key and by mouse; a card beside them goes alone."""
    alone = actions.create(cast.ana, "deals", {"name": "Alone"})
    visit(desk, BOARD)
    listens(desk)
    for pk in (firm.refit, firm.spares):
        card(desk, pk).get_by_role("checkbox").check()
    card(desk, alone).locator("h3 a").focus()
    desk.keyboard.press("]")
    toast(desk, "moved to Discovery.")
    assert [stage_of(cast, pk) for pk in (firm.refit, firm.spares)] == ["Qualified", "Qualified"]
    drag(desk, firm.refit, "Proposal")
    dialog = desk.get_by_role("dialog", name="Stage of 2 deals")
    expect(dialog).to_contain_text("Sets Stage to “Proposal” for 2 deals.")
    desk.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    card(desk, firm.spares).locator("h3 a").focus()
    desk.keyboard.press("]")
    expect(dialog).to_contain_text("Sets Stage to “Discovery” for 2 deals.")
    dialog.get_by_role("button", name="Change 2 deals").click()
    toast(desk, "Changed 2 deals.")
    assert [stage_of(cast, pk) for pk in (firm.refit, firm.spares)] == ["Discovery", "Discovery"]

"""What others do shows by itself, and takes nothing from whoever is at work.

The test server ends each stream, so that the browser asks again and again; how fast one tells is seen
where the whole server runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import editing, fact, listens, row, toast, visit
from trato.kernel.money import Money
from trato.records import actions, outbox, rows
from trato.testing.cast import Cast
from trato.testing.makers import Makers

if TYPE_CHECKING:
    from playwright.sync_api import Page

SOON = 15_000


@pytest.fixture
def is_live(monkeypatch: pytest.MonkeyPatch) -> bool:
    """Here the browser asks again at once."""
    monkeypatch.setattr("trato.live.views.RETRY", 300)
    return True


def test_a_list_follows_without_losing_the_choice(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, "/deals/?layout=table")
    desk.get_by_role("checkbox", name="Select Kiln spares", exact=True).check()
    desk.evaluate("document.querySelector('tbody tr').kept = true")
    actions.change(cast.ben, "deals", firm.refit, {"value": "13000"})
    actions.create(cast.ben, "deals", {"name": "Roof", "owner": cast.ben.user_id})
    expect(row(desk, "Roof")).to_be_visible(timeout=SOON)
    expect(row(desk, "Furnace refit")).to_contain_text("13,000")
    expect(desk.get_by_role("checkbox", name="Select Kiln spares", exact=True)).to_be_checked()
    assert desk.evaluate("[...document.querySelectorAll('tbody tr')].some((one) => one.kept)")
    actions.archive(cast.ana, "deals", [firm.refit])
    expect(row(desk, "Furnace refit")).to_have_count(0, timeout=SOON)


def test_a_filter_goes_on_offering_its_words(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, "/deals/?layout=table&filter=value>1")
    actions.change(cast.ben, "deals", firm.refit, {"value": "13000"})
    expect(row(desk, "Furnace refit")).to_contain_text("13,000", timeout=SOON)
    expect(desk.locator(".filter-words .ink i")).to_have_text("value>")
    desk.keyboard.press("f")
    desk.keyboard.type("own")
    expect(desk.get_by_role("listbox", name="Filter in words").get_by_role("option")).to_have_text(["owner"])
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("combobox", name="Filter in words")).to_have_value("value>1 owner:")


def test_a_composer_goes_on_offering_people(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, f"/deals/{firm.refit}")
    actions.change(cast.ben, "deals", firm.refit, {"name": "Furnace refit, large"})
    expect(desk.locator("h1.title")).to_have_text("Furnace refit, large", timeout=SOON)
    desk.locator(".composer textarea").first.click()
    desk.keyboard.type("@be")
    expect(desk.get_by_role("listbox", name="People").get_by_role("option")).to_have_count(1)


def test_a_card_moves_on_the_other_board(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, "/deals/?layout=board")
    stage = rows.read(cast.owner, "stages", filter='name="Proposal"').rows[0].id
    actions.change(cast.ben, "deals", firm.refit, {"stage": stage})
    column = desk.get_by_role("region", name="Proposal")
    expect(column.locator(f"#card-{firm.refit}")).to_be_visible(timeout=SOON)
    expect(column.locator(".count")).to_have_text("1")


def test_what_one_types_stays(desk: Page, firm: Firm, cast: Cast, make: Makers) -> None:
    visit(desk, f"/deals/{firm.refit}")
    typed = desk.locator(".composer textarea").first
    typed.fill("They asked for")
    make("notes", by=cast.ben, owner=cast.ben, about=[f"deals/{firm.refit}"], body="The boiler is too small")
    actions.change(cast.ben, "deals", firm.refit, {"name": "Furnace refit, large"})
    expect(desk.get_by_text("The boiler is too small")).to_be_visible(timeout=SOON)
    expect(desk.locator("h1.title")).to_have_text("Furnace refit, large")
    expect(typed).to_have_value("They asked for")
    expect(typed).to_be_focused()


def test_my_day_and_the_bell_follow(desk: Page, firm: Firm, cast: Cast, make: Makers) -> None:
    visit(desk, "/")
    make("tasks", by=cast.ben, owner=cast.ana.user_id, name="Ring Omar", due_on="2026-11-20")
    outbox.drain()
    expect(desk.locator(".todo").get_by_text("Ring Omar")).to_be_visible(timeout=SOON)
    bell = desk.locator("#sidebar").get_by_role("link", name="Notifications")
    expect(bell.locator(".count")).to_have_text("1")


def test_a_value_set_beside_the_lines_is_told_at_once(desk: Page, firm: Firm, cast: Cast) -> None:
    """Beside the lines that one is typing, too; their sum is taken by a key."""
    actions.change(cast.ana, "deals", firm.refit, {"lines": [{"name": "Lining", "price": "250"}]})
    visit(desk, f"/deals/{firm.refit}?tab=lines")
    listens(desk)
    told = desk.locator("#line-differs")
    editing(fact(desk, "Value")).fill("300")
    desk.keyboard.press("Enter")
    expect(told).to_contain_text("Value was set to $300; the line items come to $250.", timeout=SOON)
    desk.locator("[data-line]").first.get_by_label("Quantity").fill("2")
    desk.keyboard.press("Tab")
    expect(told).to_contain_text("Value was set to $300; the line items come to $500.")
    told.get_by_role("button").press("Enter")
    toast(desk, "Value follows the line items.")
    expect(told).to_be_hidden()
    expect(fact(desk, "Value")).to_contain_text("$500")
    desk.keyboard.press("Control+z")
    expect(told).to_contain_text("Value was set to $300; the line items come to $250.")
    assert rows.one(cast.owner, "deals", firm.refit)["value"] == Money.of("300", "USD")

"""Two people at the same records: nobody's words are lost, and nobody is left guessing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import editing, enter, fact, is_at, toast, visit
from trato.records import actions, rows
from trato.testing.cast import Cast

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def other(browser: Browser, live_server: Any, browser_options: dict[str, Any], cast: Cast) -> Iterator[Page]:
    """Ben's browser: he sits beside Ana."""
    made = browser.new_context(base_url=live_server.url, **browser_options)
    enter(made, cast.ben)
    yield made.new_page()
    made.close()


def both_edit_the_title(desk: Page, other: Page, firm: Firm) -> None:
    """Ana and Ben open the same fact; Ben is faster."""
    visit(desk, f"/contacts/{firm.nora}")
    visit(other, f"/contacts/{firm.nora}")
    mine = editing(fact(desk, "Job title"))
    theirs = editing(fact(other, "Job title"))
    theirs.fill("Chief buyer")
    theirs.press("Enter")
    expect(fact(other, "Job title").locator(".v")).to_have_text("Chief buyer")
    mine.fill("Lead buyer")
    mine.press("Enter")


def test_the_slower_one_may_keep_what_the_other_wrote(
    desk: Page, other: Page, firm: Firm, cast: Cast
) -> None:
    both_edit_the_title(desk, other, firm)
    title = fact(desk, "Job title")
    expect(title.get_by_role("alert")).to_have_text("Ben changed this meanwhile to Chief buyer")
    expect(title.get_by_role("button", name="Keep theirs")).to_be_focused()
    title.get_by_role("button", name="Keep theirs").click()
    expect(title.locator(".v")).to_have_text("Chief buyer")
    assert rows.one(cast.ana, "contacts", firm.nora)["job_title"] == "Chief buyer"


def test_the_slower_one_may_insist(desk: Page, other: Page, firm: Firm, cast: Cast) -> None:
    both_edit_the_title(desk, other, firm)
    title = fact(desk, "Job title")
    title.get_by_role("button", name="Take mine").click()
    expect(title.locator(".v")).to_have_text("Lead buyer")
    assert rows.one(cast.ana, "contacts", firm.nora)["job_title"] == "Lead buyer"


def test_different_facts_go_together(desk: Page, other: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, f"/contacts/{firm.nora}/edit")
    visit(other, f"/contacts/{firm.nora}")
    title = editing(fact(other, "Job title"))
    title.fill("Chief buyer")
    title.press("Enter")
    expect(fact(other, "Job title").locator(".v")).to_have_text("Chief buyer")
    desk.get_by_label("Last name").fill("Lindqvist")
    desk.get_by_role("button", name="Save").click()
    is_at(desk, f"/contacts/{firm.nora}")
    expect(fact(desk, "Job title").locator(".v")).to_have_text("Chief buyer")
    found = rows.one(cast.ana, "contacts", firm.nora)
    assert (found["name"], found["job_title"]) == ("Nora Lindqvist", "Chief buyer")


def test_the_whole_form_asks_before_it_overwrites(desk: Page, other: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, f"/contacts/{firm.nora}/edit")
    visit(other, f"/contacts/{firm.nora}")
    title = editing(fact(other, "Job title"))
    title.fill("Chief buyer")
    title.press("Enter")
    expect(fact(other, "Job title").locator(".v")).to_have_text("Chief buyer")
    desk.get_by_label("Job title").fill("Lead buyer")
    desk.get_by_role("button", name="Save").click()
    said = "Ben changed this meanwhile to “Chief buyer”. Save again to take yours."
    expect(desk.get_by_role("alert")).to_contain_text(said)
    expect(desk.get_by_label("Job title")).to_have_value("Lead buyer")
    desk.get_by_role("button", name="Save").click()
    is_at(desk, f"/contacts/{firm.nora}")
    assert rows.one(cast.ana, "contacts", firm.nora)["job_title"] == "Lead buyer"


def test_one_archives_what_the_other_has_open(desk: Page, other: Page, firm: Firm, cast: Cast) -> None:
    visit(other, f"/deals/{firm.spares}")
    visit(desk, f"/deals/{firm.spares}")
    desk.get_by_label("More", exact=True).click()
    desk.get_by_role("button", name="Put into the bin").click()
    toast(desk, "Kiln spares is in the bin.")
    value = editing(fact(other, "Value"))
    value.fill("1000")
    value.press("Enter")
    toast(other, "This lies in the bin meanwhile. Bring it back first.")
    other.reload()
    expect(other.get_by_text("This lies in the bin.")).to_be_visible()
    expect(other.locator("dd[data-edit]")).to_have_count(0)
    assert rows.one(cast.ana, "deals", firm.spares)["value"].minor == 90_000


def test_one_deletes_what_the_other_writes_about(desk: Page, other: Page, firm: Firm, cast: Cast) -> None:
    visit(other, f"/deals/{firm.spares}")
    actions.archive(cast.ana, "deals", [firm.spares])
    actions.purge(cast.ana, "deals", [firm.spares])
    other.get_by_label("What happened?").fill("They called back")
    other.keyboard.press("Control+Enter")
    toast(other, "There is no such record.")
    expect(other.get_by_label("What happened?")).to_have_value("They called back")
    visit(desk, f"/deals/?open={firm.spares}")
    expect(desk.get_by_role("alert")).to_have_text("There is no such record.")

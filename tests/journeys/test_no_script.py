"""Everything that must work where no script runs: reading, and every form."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import is_at, lists, toast
from trato.records import rows
from trato.testing.cast import Cast


@pytest.fixture
def browser_options() -> dict[str, Any]:
    return {"viewport": {"width": 1280, "height": 800}, "locale": "en-US", "java_script_enabled": False}


def test_signing_in_and_out(page: Page, firm: Firm) -> None:
    page.goto("/deals/?filter=value%3E10k")
    page.get_by_label("E-mail").fill("ana@example.com")
    page.get_by_label("Password", exact=True).fill("Ana")
    page.get_by_role("button", name="Sign in").click()
    is_at(page, "/deals/?filter=value%3E10k")
    lists(page, "Furnace refit")
    page.goto("/profile")
    page.get_by_role("button", name="Sign out", exact=True).click()
    is_at(page, "/sign-in")


def test_no_key_is_promised_that_does_nothing(desk: Page, firm: Firm) -> None:
    for path in ("/", "/deals/", "/deals/new", "/tasks/queue"):
        desk.goto(path)
        expect(desk.get_by_role("main")).to_be_visible()
        assert desk.locator("kbd").count() > 0
        assert [one.inner_text() for one in desk.locator("kbd:visible").all()] == []


def test_a_list_is_filtered_sorted_and_cut(desk: Page, firm: Firm) -> None:
    desk.goto("/deals/")
    words = desk.get_by_role("textbox", name="Filter in words")
    words.fill("value>10k")
    words.press("Enter")
    lists(desk, "Furnace refit")
    desk.get_by_role("link", name="Remove Value").click()
    desk.get_by_role("columnheader", name="Name").get_by_role("link").click()
    lists(desk, "Furnace refit", "Kiln spares")
    desk.get_by_role("link", name="Filter", exact=True).click()
    desk.get_by_role("main").get_by_role("link", name="Company").click()
    desk.get_by_label("Company").select_option("Blue Kettle")
    desk.get_by_role("button", name="Show these rows").click()
    lists(desk, "Kiln spares")
    desk.goto("/companies/columns")
    desk.get_by_role("checkbox", name="City").check()
    desk.get_by_role("button", name="Show these columns").click()
    expect(desk.get_by_role("columnheader", name="City")).to_be_visible()


def test_a_record_is_made_changed_and_put_away(desk: Page, firm: Firm, cast: Cast) -> None:
    desk.goto("/contacts/")
    desk.get_by_role("link", name="New contact").click()
    desk.get_by_role("button", name="Create").click()
    expect(desk.get_by_role("alert")).to_contain_text("needs a look")
    desk.get_by_label("First name").fill("Nora")
    desk.get_by_label("Last name").fill("Lind")
    desk.get_by_role("button", name="Create").click()
    expect(desk.get_by_text("This may be there already")).to_be_visible()
    desk.get_by_label("Create it anyway").check()
    desk.get_by_label("Companies").select_option("Orbital Forge")
    desk.get_by_role("button", name="Create").click()
    toast(desk, "The contact is created.")
    expect(desk.locator("dl.facts").first).to_contain_text("Orbital Forge")
    desk.get_by_role("link", name="Edit Last name").click()
    desk.get_by_label("Last name").fill("Lindgren")
    desk.get_by_role("button", name="Save").click()
    toast(desk, "Saved.")
    expect(desk.get_by_role("heading", level=1).last).to_have_text("Nora Lindgren")
    desk.get_by_label("More", exact=True).click()
    desk.get_by_role("button", name="Put into the bin").click()
    is_at(desk, "/contacts/")
    toast(desk, "Nora Lindgren is in the bin.").get_by_role("button", name="Undo").click()
    toast(desk, "Undone: Nora Lindgren.")
    lists(desk, "Nora Lind", "Nora Lindgren", "Omar Haddad")


def test_notes_tasks_and_the_path(desk: Page, firm: Firm, cast: Cast) -> None:
    desk.goto(f"/deals/{firm.refit}")
    desk.get_by_label("What happened?").fill("They want it before March")
    desk.get_by_role("button", name="Save").click()
    is_at(desk, f"/deals/{firm.refit}")
    expect(desk.locator(".timeline article", has_text="before March")).to_be_visible()
    desk.get_by_role("button", name="Done: Send the quote").first.click()
    toast(desk, "“Send the quote” is done.")
    desk.get_by_role("button", name="Proposal").click()
    toast(desk, "Furnace refit moved to Proposal.")
    assert rows.one(cast.ana, "deals", firm.refit)["stage"].label == "Proposal"


def test_search_is_a_page(desk: Page, firm: Firm) -> None:
    desk.goto("/contacts/")
    desk.get_by_role("link", name="Search").first.click()
    desk.get_by_role("searchbox").fill("zurich")
    desk.keyboard.press("Enter")
    is_at(desk, "/search?q=zurich")
    desk.get_by_role("main").get_by_role("link", name="Blue Kettle").click()
    is_at(desk, f"/companies/{firm.kettle}")

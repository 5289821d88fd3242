"""Two people are related, unlinked and related again, each page from its own side; and the next of a list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import is_at, toast, visit
from trato.records import rows
from trato.testing.cast import Cast

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_related_unlinked_and_back(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, f"/contacts/{firm.nora}")
    card = desk.locator("#relations")
    card.get_by_role("link", name="Add a relation").click()
    dialog = desk.get_by_role("dialog", name="Relate Nora Lind")
    dialog.get_by_label("How").select_option(label="Has referred")
    search = dialog.locator("input[role=combobox]").last
    search.click()
    search.press_sequentially("Omar")
    search.press("Enter")  # it waits for what was typed, whatever the list showed before
    expect(dialog.locator(".chip")).to_contain_text("Omar Haddad")
    dialog.get_by_label("Note").fill("At the fair")
    dialog.get_by_role("button", name="Add", exact=True).click()
    toast(desk, "The relation is added.")
    expect(card).to_contain_text("Has referred")
    expect(card).to_contain_text("At the fair")
    card.get_by_role("link", name="Omar Haddad").click()
    is_at(desk, f"/contacts/{firm.omar}")
    expect(card).to_contain_text("Referred by")
    found = rows.read(cast.ana, "relations", columns=("from", "to")).rows
    assert [(row["from"][0].label, row["to"][0].label) for row in found] == [("Omar Haddad", "Nora Lind")]
    line = card.get_by_role("listitem").filter(has_text="Nora Lind")
    line.hover()
    line.locator("summary").click()
    line.get_by_role("button", name="Unlink").click()
    toast(desk, "Nora Lind is unlinked.")
    expect(card).not_to_contain_text("Nora Lind")
    desk.get_by_role("button", name="Undo").first.click()
    expect(card).to_contain_text("Nora Lind")


def test_the_next_of_the_list(desk: Page, firm: Firm) -> None:
    visit(desk, f"/contacts/{firm.nora}?list=sort%3Dname")
    expect(desk.get_by_text(re.compile(r"^\d+ of \d+$"))).to_be_visible()
    desk.get_by_role("navigation", name="Parts").get_by_role("link", name="Files").click()
    desk.wait_for_url(re.compile("tab=files"))
    desk.keyboard.press("j")
    desk.wait_for_url(re.compile(rf"/contacts/(?!{firm.nora}\b)\d+\?list="))
    desk.keyboard.press("k")
    desk.wait_for_url(re.compile(rf"/contacts/{firm.nora}\?list="))

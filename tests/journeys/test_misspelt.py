"""A name that is misspelt: the near hit opens by a key, the question leads on, a picker takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import is_at, visit
from trato.search import vocabulary

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_misspelt_name_is_found(desk: Page, firm: Firm) -> None:
    vocabulary.follow()
    visit(desk, "/contacts/")
    desk.keyboard.press("/")
    search = desk.get_by_role("dialog", name="Search")
    desk.keyboard.type("kettel")
    near = search.get_by_role("group", name="Similar spelling")
    expect(near).to_contain_text("Did you mean “Kettle”?")
    expect(search.get_by_role("option", selected=True)).to_contain_text("Kettle")
    near.get_by_text("Did you mean").click()
    desk.wait_for_url("**/search?q=Kettle**")
    desk.get_by_role("link", name="Kettle").first.click()
    is_at(desk, f"/companies/{firm.kettle}")


def test_a_list_asks_what_was_meant(desk: Page, firm: Firm) -> None:
    vocabulary.follow()
    visit(desk, "/companies/?filter=kettel")
    desk.get_by_role("link", name="Did you mean “Kettle”?").click()
    expect(desk.get_by_role("link", name="Kettle").first).to_be_visible()

"""The owner tidies the pipeline up and somebody leaves: by keys and by mouse, and everything comes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import is_at, toast, visit
from tests.journeys.test_accessibility import faults
from trato.records import rows
from trato.testing.cast import Cast

if TYPE_CHECKING:
    from playwright.sync_api import Page


def stages(page: Page) -> list[str]:
    return page.locator(".picklist-name").all_inner_texts()


def test_the_pipeline_is_tidied_up(entering: Callable[..., Page], cast: Cast, firm: Firm) -> None:
    page = entering(cast.owner)
    visit(page, "/settings/lists/pipelines")
    assert faults(page) == []
    page.get_by_role("link", name="Discovery", exact=True).focus()
    page.keyboard.press("Alt+ArrowUp")
    toast(page, "The order is changed.")
    expect(page.get_by_role("link", name="Discovery", exact=True)).to_be_focused()
    assert stages(page) == ["Discovery", "Qualified", "Proposal", "Negotiation", "Won", "Lost"]
    page.locator("#toasts").get_by_role("button", name="Undo").last.click()
    expect(page.locator(".picklist-name").first).to_have_text("Qualified")
    page.get_by_placeholder("Add stage").fill("Trial")
    page.keyboard.press("Enter")
    toast(page, "“Trial” is added.")
    assert stages(page) == ["Qualified", "Discovery", "Proposal", "Negotiation", "Trial", "Won", "Lost"]
    page.get_by_role("link", name="Remove Qualified").click()
    dialog = page.get_by_role("dialog", name="Remove “Qualified”?")
    assert faults(page) == []
    dialog.get_by_label("Move 2 deals from “Qualified” to").select_option("Trial")
    dialog.get_by_role("button", name="Remove").click()
    toast(page, "“Qualified” is removed.")
    assert rows.one(cast.ana, "deals", firm.refit, ("stage",))["stage"].label == "Trial"
    page.locator("#toasts").get_by_role("button", name="Undo").last.click()
    expect(page.locator(".picklist-name").first).to_have_text("Qualified")
    assert rows.one(cast.ana, "deals", firm.refit, ("stage",))["stage"].label == "Qualified"


def test_somebody_leaves(entering: Callable[..., Page], cast: Cast, firm: Firm) -> None:
    page = entering(cast.owner)
    visit(page, f"/users/{cast.ana.user_id}")
    page.get_by_role("link", name="Hand over", exact=True).first.click()
    dialog = page.get_by_role("dialog", name="Hand over the records of Ana")
    dialog.get_by_label("Who gets the records").select_option("Ben")
    dialog.get_by_label("Who gets deals").select_option("Mia")
    dialog.get_by_label(re.compile("Ana leaves")).check()
    assert faults(page) == []
    dialog.get_by_role("button", name="Hand over").click()
    toast(page, "7 records of Ana are handed over.")
    is_at(page, f"/users/{cast.ana.user_id}")
    assert rows.one(cast.owner, "deals", firm.refit, ("owner",))["owner"].label == "Mia"
    assert rows.one(cast.owner, "tasks", firm.quote, ("owner",))["owner"].label == "Ben"
    page.locator("#toasts").get_by_role("button", name="Undo").last.click()
    toast(page, "Undone for")
    assert rows.one(cast.owner, "deals", firm.refit, ("owner",))["owner"].label == "Ana"

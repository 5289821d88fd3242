"""Two that are one: from the list to one record and back to two, by mouse and by keys; and the ledger."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import is_at, lists, pick, toast, visit
from trato.records import rows
from trato.records.models import ChangeSet
from trato.testing.cast import Cast

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_two_become_one_and_two_again(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, "/contacts/")
    merge = desk.get_by_role("button", name="Merge")
    pick(desk, "Nora Lind")
    expect(merge).to_be_hidden()
    pick(desk, "Omar Haddad")
    merge.click()
    desk.wait_for_url(re.compile(r"/contacts/merge\?"))
    visit(desk, desk.url)
    kept = desk.get_by_role("radiogroup", name="Keep this record")
    expect(kept.get_by_role("radio", name="Nora Lind")).to_be_checked()
    last_name = desk.get_by_role("radiogroup", name="Last name")
    kept.get_by_role("radio", name="Omar Haddad").check()
    expect(last_name.get_by_role("radio", name="Haddad")).to_be_checked()
    # Omar has no job title, so Nora's stays chosen.
    expect(
        desk.get_by_role("radiogroup", name="Job title").get_by_role("radio", name="Buyer")
    ).to_be_checked()
    last_name.get_by_role("radio", name="Haddad").press("ArrowLeft")
    expect(last_name.get_by_role("radio", name="Lind")).to_be_checked()
    desk.get_by_role("button", name="Merge 2 contacts").click()
    is_at(desk, f"/contacts/{firm.omar}")
    expect(desk.get_by_role("heading", level=1).last).to_have_text("Omar Lind")
    toast(desk, "One record was merged into this one.")
    visit(desk, f"/contacts/{firm.nora}")
    is_at(desk, f"/contacts/{firm.omar}")
    # The message has gone, and it is a while ago: Ctrl+Z asks, and once more takes it back.
    ChangeSet.objects.update(at=timezone.now() - timedelta(minutes=5))
    visit(desk, "/contacts/")
    desk.keyboard.press("Control+z")
    toast(desk, "Ana merged 2 contacts")
    desk.keyboard.press("Control+z")
    toast(desk, "Undone for")
    lists(desk, "Nora Lind", "Omar Haddad")
    assert rows.one(cast.ana, "contacts", firm.nora)["job_title"] == "Buyer"


def test_the_ledger_takes_one_row_back(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, "/history/")
    desk.get_by_role("link", name="Ana added Omar Haddad").click()
    desk.get_by_role("listitem").filter(has_text="Omar Haddad").get_by_role("button", name="Undo").click()
    toast(desk, "Undone for one record.")
    visit(desk, "/contacts/")
    lists(desk, "Nora Lind")

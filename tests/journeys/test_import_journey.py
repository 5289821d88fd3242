"""A firm's sales export comes in by the import screen, and one decision mends what it misspells."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Page, expect

from tests.journeys.steps import listens
from tests.sample_files import place_sample
from trato.accounts import workspace
from trato.accounts.actor import owner_actor
from trato.ops import worker
from trato.records import rows, snapshot

FILES = (
    ("products.csv", "Products", "7"),
    ("accounts.csv", "Companies", "85"),
    ("sales_teams.csv", "Users", "35"),
    ("sales_pipeline.csv", "Deals", "8,800"),
)
PASSWORD = "a-long-password-9"
AN_IMPORT = 120_000


@pytest.fixture
def at_work(transactional_db: None) -> Iterator[None]:
    """A claimed workspace, and somebody who works in the background."""
    workspace.ensure()
    workspace.claim(name="Ana Gil", email="ana@example.com", password=PASSWORD, language="en", currency="USD")
    snapshot.reset()
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(0.05):
            worker.run_next("journey:1")
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    yield
    stop.set()
    thread.join(timeout=30)


def sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill("ana@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("main")).to_be_visible()


def bring(page: Page, path: Path, label: str, number: str) -> None:
    """The three steps: file, columns, done."""
    page.goto("/import/")
    page.get_by_label("The rows are").select_option(label=label)
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="What will happen")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url(re.compile(r"/import/sets/\d+"), timeout=AN_IMPORT)
    expect(page.locator(".figures > div").first).to_contain_text(number)
    expect(page.locator(".figures > div").last).to_have_text(re.compile(r"Refused\s*0"))


def test_a_sales_export_comes_in(page: Page, at_work: None, tmp_path: Path) -> None:
    place_sample(tmp_path)
    sign_in(page)
    for name, label, number in FILES:
        bring(page, tmp_path / name, label, number)
    expect(page.get_by_text("Products “GTXPro”: 1,480 rows · probably “GTX Pro”")).to_be_visible()

    page.get_by_role("link", name="Match the names").click()
    page.get_by_role("button", name="It is “GTX Pro”").click()
    expect(page.get_by_text("“GTXPro” is decided: 1,480 rows mended.")).to_be_visible(timeout=AN_IMPORT)
    expect(page.get_by_text("No name is waiting.")).to_be_visible()

    page.goto("/deals/?filter=status:won")
    expect(page.locator("tfoot")).to_contain_text("$10,005,534")
    exported = page.request.get("/deals/export?filter=status:won&columns=reference").text()
    assert len(exported.splitlines()) == 1 + 4238
    found = {one.value.label: one.count for one in rows.group(owner_actor("screen"), "deals", by="stage")}
    assert found == {"Won": 4238, "Lost": 2473, "Engaging": 1589, "Prospecting": 500}


def test_a_file_says_what_it_is(page: Page, at_work: None, tmp_path: Path) -> None:
    """Found out where nobody has chosen; where somebody has, it is doubted, and chosen anew."""
    place_sample(tmp_path)
    sign_in(page)
    for start, told in (("/import/", "companies"), ("/import/?type=contacts", "contacts")):
        page.goto(start)
        page.locator("input[type=file]").set_input_files(tmp_path / "accounts.csv")
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_label("The rows are")).to_have_value(told)
        expect(page.get_by_text("This file looks like companies: 6 of its 7 columns fit.")).to_be_visible()
    listens(page)
    page.get_by_label("The rows are").select_option(label="Companies")
    expect(page.locator("[name=map-1]")).to_have_value("industry")
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_visible()

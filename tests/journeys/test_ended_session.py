"""A session that ended takes nothing of what one has typed, and leads back to where one was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import is_at, listens, toast, visit

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

LOST = "You had been signed out, and nothing was changed."
BACK = "What you had typed is back."


@pytest.fixture
def expected() -> tuple[str, ...]:
    """The act is refused."""
    return ("401",)


def end_session(page: Page) -> None:
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def dialog(page: Page) -> Locator:
    page.get_by_role("link", name="New task").first.click()
    form = page.get_by_role("dialog", name="New task")
    expect(form).to_be_visible()
    listens(page)
    return form


def sign_in_again(page: Page) -> None:
    expect(page.get_by_text(f"{LOST} Sign in, and do it once more.")).to_be_visible()
    page.get_by_label("E-mail").fill("ana@example.com")
    page.get_by_label("Password", exact=True).fill("Ana")
    page.get_by_role("button", name="Sign in").click()


def test_what_was_typed_on_a_page_is_there_again(desk: Page, firm: Firm) -> None:
    visit(desk, "/tasks/new")
    desk.locator("#field-name").fill("Ring the customs office")
    end_session(desk)
    desk.keyboard.press("Control+Enter")
    sign_in_again(desk)
    is_at(desk, "/tasks/new")
    expect(desk.locator("#field-name")).to_have_value("Ring the customs office")
    toast(desk, BACK)
    listens(desk)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("h1.title")).to_have_text("Ring the customs office")


def test_what_was_typed_in_a_dialog_is_there_when_it_opens_again(desk: Page, firm: Firm) -> None:
    visit(desk, "/tasks/")
    form = dialog(desk)
    form.get_by_label("Name").fill("Ring the customs office")
    end_session(desk)
    form.get_by_role("button", name="Create").click()
    sign_in_again(desk)
    is_at(desk, "/tasks/?filter=status:open")
    toast(desk, LOST)
    form = dialog(desk)
    expect(form.get_by_label("Name")).to_have_value("Ring the customs office")
    toast(desk, BACK)

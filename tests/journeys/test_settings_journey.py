"""An administrator makes the workspace theirs."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.steps import visit
from trato.accounts import workspace
from trato.accounts.actor import Actor
from trato.testing.cast import Cast
from trato.testing.pictures import png


def test_color_hours_and_logo(entering: Callable[[Actor], Page], cast: Cast) -> None:
    page = entering(cast.adam)
    page.goto("/settings/workspace")
    page.get_by_label("Name", exact=True).fill("Norte Supply")
    page.get_by_label("Indigo").check()
    page.get_by_label("Friday", exact=True).uncheck()
    page.get_by_label("Monday, from").fill("07:30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-accent", "indigo")
    kept = workspace.current()
    assert (kept.name, kept.working_hours[0], kept.working_hours[4]) == ("Norte Supply", [450, 1080], None)

    page.get_by_label("Picture").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": png(144, 144)}
    )
    page.get_by_role("button", name="Upload").click()
    mark = page.locator(".sidebar img.mark")
    expect(mark).to_be_visible()
    assert mark.evaluate("image => image.naturalWidth") == 144

    page.goto("/calendar/?view=week&on=2026-11-18")
    assert page.locator(".column").nth(4).locator(".idle.r1.e97").count() == 1
    assert page.locator(".column").nth(0).locator(".idle.r1.e31").count() == 1
    # The grid is scrolled to the hour before work begins.
    assert page.locator(".hours").evaluate("grid => grid.scrollTop > 200 && grid.scrollTop < 400")


def test_what_is_wrong_is_in_sight(phone: Page, cast: Cast) -> None:
    """On a phone a form far down the page comes back where it says what is wrong, by the field."""
    visit(phone, "/profile")
    phone.get_by_role("button", name="Make a key").click()
    said = phone.locator(".error-summary")
    expect(said).to_contain_text("Say what the key is for.")
    expect(said).to_be_focused()
    expect(said).to_be_in_viewport()
    said.get_by_role("link").click()
    expect(phone.locator("#field-token_name")).to_be_focused()


def test_a_long_page_is_whole_to_its_end(entering: Callable[[Actor], Page], cast: Cast) -> None:
    page = entering(cast.owner)
    visit(page, "/settings/workspace")
    settings = page.locator(".settings-page")
    measured = settings.evaluate(
        "one => [one.scrollHeight - one.offsetHeight, one.offsetHeight > innerHeight]"
    )
    assert measured == [0, True]


def test_a_dialog_of_boxes_begins_at_its_top(desk: Page) -> None:
    desk.set_viewport_size({"width": 1024, "height": 500})
    visit(desk, "/deals/?view=0")
    desk.evaluate("htmx.ajax('GET', '/deals/columns', '#dialogs')")
    expect(desk.get_by_role("button", name="Show these columns")).to_be_focused()
    body = desk.locator("dialog[open] .dialog-body")
    assert body.evaluate("one => [one.scrollTop, one.scrollHeight > one.clientHeight]") == [0, True]

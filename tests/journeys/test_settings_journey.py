"""An administrator makes the workspace theirs."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

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

"""Whole pieces of a seller's work, from the first key to the last."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import is_at, listens, reload_with, toast, visit
from trato.records import actions, rows
from trato.testing.cast import Cast
from trato.testing.makers import Makers

if TYPE_CHECKING:
    from playwright.sync_api import Page


def deal_of(cast: Cast, name: str) -> tuple[str, str]:
    """The status and the stage of a deal."""
    row = rows.read(cast.owner, "deals", columns=("status", "stage"), filter=f'name="{name}"').rows[0]
    return str(row["status"]), str(row["stage"].label)


def test_a_morning(desk: Page, firm: Firm, cast: Cast, make: Makers) -> None:
    """My day, from the first line to the last, one key each."""
    today = timezone.localdate()
    for name, days in (("Send the sample", 2), ("Ring Omar", 0), ("Order parts", 0)):
        due = (today - timedelta(days=days)).isoformat()
        make("tasks", by=cast.ana, owner=cast.ana.user_id, name=name, due_on=due)
    visit(desk, "/")
    for place in range(4, 0, -1):
        expect(desk.locator(".todo li")).to_have_count(place)
        line = desk.locator(".todo li").first
        expect(line).to_have_class(re.compile("cursor"))
        is_task = line.get_by_role("button", name="Done:").count()
        with reload_with(desk):
            desk.keyboard.press("d" if is_task else "s")
    expect(desk.get_by_role("heading", name="Nothing waits for you")).to_be_visible()
    expect(desk.locator("ul.done li")).to_have_count(3)


def command(page: Page, name: str) -> None:
    """What the open record offers, by the palette."""
    listens(page)
    page.keyboard.press("Control+k")
    page.keyboard.type(f">{name}")
    expect(page.get_by_role("dialog", name="Search").get_by_role("option", selected=True)).to_contain_text(
        name
    )
    page.keyboard.press("Enter")


def test_a_lead_to_a_won_deal_by_keys_alone(desk: Page, firm: Firm, cast: Cast) -> None:
    press, write = desk.keyboard.press, desk.keyboard.type
    visit(desk, "/")
    press("g")
    press("l")
    is_at(desk, "/leads/")
    press("c")
    dialog = desk.get_by_role("dialog")
    expect(dialog.locator(":focus")).to_have_attribute("name", "name")
    write("Vera Lund")
    dialog.get_by_label("Company").focus()  # by Tab, as far as that is
    write("Lund Boats")
    press("Control+Enter")
    expect(desk.locator("h1.title")).to_have_text("Vera Lund")
    command(desk, "Convert")
    expect(dialog.get_by_role("button", name="Convert")).to_be_visible()
    dialog.get_by_label("Name").focus()
    press("Control+a")
    write("Hull for Lund")
    press("Control+Enter")
    win_by_keys(desk, "Hull for Lund")
    assert deal_of(cast, "Hull for Lund") == ("won", "Won")


def win_by_keys(page: Page, name: str) -> None:
    """From the deal's page to the list, to the deal found by its name, and won."""
    press = page.keyboard.press
    expect(page.locator("h1.title")).to_have_text(name)
    listens(page)
    press("g")
    press("d")
    page.wait_for_url(re.compile(r"/deals/(\?|$)"))
    listens(page)
    press("/")
    page.keyboard.type(name)
    expect(page.get_by_role("option", name=name)).to_be_visible()
    press("Enter")
    expect(page.locator("h1.title, .panel h2").first).to_contain_text(name)
    command(page, "Won")
    toast(page, name)


def test_the_same_on_a_phone(phone: Page, firm: Firm, cast: Cast) -> None:
    visit(phone, "/")
    phone.get_by_role("link", name="Menu").tap()
    phone.get_by_role("dialog").get_by_role("link", name="Leads").tap()
    is_at(phone, "/leads/")
    phone.get_by_role("link", name="New").first.tap()
    phone.locator("[name=name]").fill("Vera Lund")
    phone.get_by_label("Company name").fill("Lund Boats")
    phone.get_by_role("button", name="Create").tap()
    expect(phone.locator("h1.title")).to_have_text("Vera Lund")
    phone.get_by_role("link", name="Convert").tap()
    dialog = phone.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Hull for Lund")
    dialog.get_by_role("button", name="Convert").tap()
    expect(phone.locator("h1.title")).to_have_text("Hull for Lund")
    phone.get_by_role("button", name="Won").tap()
    toast(phone, "Hull for Lund")
    assert deal_of(cast, "Hull for Lund") == ("won", "Won")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_five_hundred_rows_go_back_but_for_three(desk: Page, firm: Firm, cast: Cast, make: Makers) -> None:
    made = make.many("companies", 500, owner=cast.ana, city="Leeds")
    visit(desk, "/companies/?filter=city%3ALeeds")
    desk.get_by_role("checkbox", name="Select all").check()
    bar = desk.get_by_role("form", name="Selection")
    bar.get_by_role("button", name=re.compile("all that")).or_(
        bar.get_by_text(re.compile("Select all"))
    ).first.click()
    bar.get_by_role("button", name="Change").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_role("button", name="City").click()
    dialog.get_by_label("City").fill("Bergen")
    dialog.locator("button[type=submit]").click()
    dialog.get_by_role("button", name="Change 501 companies").click()
    said = toast(desk, "Changed 501 companies.")
    for pk in made[:3]:
        actions.change(cast.ben, "companies", pk, {"city": "Oslo"})
    with reload_with(desk):
        said.get_by_role("button", name="Undo").click()
    toast(desk, "498")
    cities = [
        row["city"]
        for row in rows.read(cast.owner, "companies", columns=("city",), filter="city!=none", limit=600).rows
    ]
    assert (cities.count("Leeds"), cities.count("Oslo"), cities.count("Bergen")) == (498, 3, 0)


def test_plus_on_a_phone_asks_what_to_add(phone: Page, firm: Firm) -> None:
    visit(phone, "/")
    phone.locator(".bottombar .add").tap()
    dialog = phone.get_by_role("dialog", name="New")
    dialog.get_by_role("link", name="Task", exact=True).tap()
    is_at(phone, "/tasks/new")
    visit(phone, f"/deals/{firm.refit}")
    phone.locator(".bottombar .add").tap()
    is_at(phone, "/deals/new")


def test_the_steps_of_a_plan_stay_above_the_bar(phone: Page, cast: Cast) -> None:
    """On a phone the page scrolls, and what stands in it never covers the bar."""
    visit(phone, f"/plans/{rows.read(cast.ana, 'plans', limit=1).rows[0].id}")
    above = "document.elementFromPoint(180, innerHeight - 20).closest('.bottombar')"
    assert phone.evaluate(f"{above} !== null")

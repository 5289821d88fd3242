"""The bar for chosen rows says what they come to, as they are chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import pick, visit
from trato.testing.cast import Cast
from trato.testing.makers import Makers

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_the_bar_adds_up_what_is_chosen(desk: Page, cast: Cast, firm: Firm, make: Makers) -> None:
    """Row by row without asking; with several currencies and for the whole list the server says it."""
    make.deal(owner=cast.ana, name="Boiler", value={"amount": "100.50", "currency": "EUR"})
    make("rates", currency="EUR", rate="2", day="2025-03-02")
    for number in range(50):
        make.deal(owner=cast.ana, name=f"Small {number}", value="1")
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    visit(desk, "/deals/?sort=-value&columns=name,owner")
    told = desk.locator(".bulkbar:visible b")
    pick(desk, "Furnace refit")
    expect(told).to_have_text("1 selected · $12,000")
    pick(desk, "Kiln spares")
    expect(told).to_have_text("2 selected · $12,900")
    assert not asked
    pick(desk, "Boiler")
    expect(told).to_have_text("3 selected · ≈ $13,101")
    expect(told.locator(".sum")).to_have_attribute(
        "title", "€100.50 + $12,900 ≈ $13,101 at rates of 2 Mar 2025"
    )
    desk.get_by_role("checkbox", name="Select Boiler", exact=True).uncheck()
    expect(told).to_have_text("2 selected · $12,900")
    desk.get_by_role("checkbox", name="Select all", exact=True).check()
    desk.get_by_role("button", name="Select all rows of this list").click()
    expect(told).to_have_text("53 selected · ≈ $13,151")


def test_the_bar_writes_amounts_as_the_foot_does(desk: Page, cast: Cast, firm: Firm, make: Makers) -> None:
    make("rates", currency="CHF", rate="1.1", day="2025-03-02")
    make("rates", currency="SEK", rate="0.1", day="2025-03-02")
    for currency in ("CHF", "SEK", "PLN"):
        for number, amount in enumerate(("1200.50", "100")):
            value = {"amount": amount, "currency": currency}
            make.deal(owner=cast.ana, name=f"Oven {currency} {number}", value=value)
    told, foot = desk.locator(".bulkbar:visible b"), desk.locator("tfoot b").nth(1)
    for currency in ("CHF", "SEK", "PLN"):  # of the last one nobody knows a rate: the server is asked
        visit(desk, f"/deals/?filter=name:{currency}")
        pick(desk, f"Oven {currency} 0")
        pick(desk, f"Oven {currency} 1")
        expect(told).to_have_text(f"2 selected · {currency}\xa01,300.50")
        expect(foot).to_have_text(f"{currency}\xa01,300.50")
        assert foot.inner_text() in told.inner_text()


def test_a_phone_has_it_on_the_same_line(phone: Page) -> None:
    visit(phone, "/deals/?layout=board")
    phone.get_by_role("button", name="Select", exact=True).first.tap()
    for card in phone.locator(".board .card").all():
        card.tap()
    told = phone.locator(".bulkbar:visible b")
    expect(told).to_have_text("2 selected · $12,900")
    expect(told.locator(".sum")).to_be_in_viewport()

"""Amounts in the browser of a Spanish reader: shown with a comma, typed with a group, never misread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import editing, fact, visit
from trato.accounts.models import User
from trato.records import rows
from trato.testing.cast import Cast

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_comma_stands_before_the_cents(desk: Page, firm: Firm, cast: Cast) -> None:
    User.objects.filter(pk=cast.ana.user_id or 0).update(language="es")
    visit(desk, f"/deals/{firm.spares}")
    value = editing(fact(desk, "Valor"))
    value.fill("1,234")
    value.press("Enter")
    expect(desk.get_by_role("alert")).to_contain_text("tiene más decimales que los 2 de su moneda")
    value = desk.locator("input[name=value]")
    expect(value).to_have_value("1,234")
    value.fill("19.550,5")
    value.press("Enter")
    expect(fact(desk, "Valor")).to_contain_text("19.550,50")
    assert rows.one(cast.owner, "deals", firm.spares)["value"].minor == 1_955_050
    expect(editing(fact(desk, "Valor"))).to_have_value("19550,50")

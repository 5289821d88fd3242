"""Facts of a record as one reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import fact, visit
from trato.records import actions
from trato.testing.cast import Cast
from trato.testing.makers import Makers

if TYPE_CHECKING:
    from playwright.sync_api import Page

COLOR = "one => getComputedStyle(one).color"


def test_names_of_records_are_ink_with_a_portrait_or_without(
    desk: Page, cast: Cast, firm: Firm, make: Makers
) -> None:
    """What leads out of the house is colored, such as an e-mail address."""
    kiln = make.product(name="Kiln")
    actions.change(cast.ana, "deals", firm.refit, {"products": [kiln]})
    visit(desk, f"/deals/{firm.refit}")
    company = fact(desk, "Company").get_by_role("link", name="Orbital Forge").evaluate(COLOR)
    product = fact(desk, "Products").get_by_role("link", name="Kiln")
    expect(product).to_have_css("color", company)
    visit(desk, f"/contacts/{firm.nora}")
    address = fact(desk, "E-mails").get_by_role("link", name="nora@")
    assert address.evaluate(COLOR) != company

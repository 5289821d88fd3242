"""Sums of several currencies: each its own, and together where every currency has a rate."""

from __future__ import annotations

import pytest
from django.test import Client

from trato.records import rows
from trato.testing.assertions import count_queries
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers


def page(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def test_a_list_says_what_several_currencies_come_to(make: Makers, cast: Cast) -> None:
    make.deal(value={"amount": "5000", "currency": "USD"}, owner=cast.ana)
    make.deal(value={"amount": "3000", "currency": "EUR"}, owner=cast.ana)
    client = sign_in(cast.ana)
    text = page(client, "/deals/")
    assert "€3,000 + $5,000" in text
    assert "No exchange rate for EUR" in text
    assert "≈" not in text
    make("rates", currency="EUR", rate="1.15", day="2025-03-02")
    assert "≈ $8,450 at rates of 2 Mar 2025" in page(client, "/deals/")


def test_rates_of_several_days_name_both(make: Makers, cast: Cast) -> None:
    firm = make.company(name="Acme")
    make.deal(company=firm, value={"amount": "10", "currency": "EUR"}, owner=cast.ana)
    make.deal(company=firm, value={"amount": "1000", "currency": "JPY"}, owner=cast.ana)
    make("rates", currency="EUR", rate="1.1", day="2025-03-02")
    make("rates", currency="JPY", rate="0.01", day="2025-03-09")
    assert "≈ $21 at rates of 2 Mar 2025 to 9 Mar 2025" in page(sign_in(cast.ana), f"/companies/{firm}")


def test_one_currency_needs_no_rate(make: Makers, cast: Cast) -> None:
    make.deal(value={"amount": "3000", "currency": "EUR"}, owner=cast.ana)
    text = page(sign_in(cast.ana), "/deals/")
    assert "€3,000" in text
    assert "exchange rate for" not in text


def test_the_prices_of_a_catalog_come_to_nothing(make: Makers, cast: Cast) -> None:
    make("products", name="Cold room", price="8900")
    make("products", name="Display case", price="5400")
    text = page(sign_in(cast.ana), "/products/")
    assert "14,300" not in text
    assert "7,150" not in text


def test_money_is_entered_in_any_currency_with_a_rate(make: Makers, cast: Cast) -> None:
    make("rates", currency="EUR", rate="1.1")
    text = page(sign_in(cast.ana), "/deals/new")
    assert "<option>EUR</option>" in text
    assert "<option>GBP</option>" not in text


def weighted(client: Client, address: str) -> list[str]:
    """What the foot says of the weighed sum."""
    foot = page(client, address).split('<tfoot role="rowgroup"')[1].split("</tfoot>")[0]
    return [part.split("</small>")[0] for part in foot.split('<small class="weighted">')[1:]]


@pytest.mark.parametrize("size", [50, 2])
def test_the_value_of_open_deals_is_weighed_too(
    make: Makers, cast: Cast, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """Of rows at hand as of those beyond the page, from counters or not, without a further query."""
    monkeypatch.setattr("trato.workspace.pages.list_rows.PAGE", size)
    for value, stage in (("5000", "Qualified"), ("400", "Proposal"), ("100", "Proposal")):
        make.deal(value=value, stage=stage, owner=cast.ana)
    make.deal(stage="Discovery", owner=cast.ana)
    client, open_deals = sign_in(cast.ana), "/deals/?filter=status:open"
    known = rows.read(cast.ana, "stages", columns=("name", "probability")).rows
    likely = {row["name"]: row["probability"] for row in known}
    dollars = f"${50 * likely['Qualified'] + 5 * likely['Proposal']} weighted"
    asked = [
        count_queries(lambda names=names: page(client, f"{open_deals}&columns={names}"))  # type: ignore[misc]
        for names in ("name,stage", "name,stage,value")
    ]
    assert asked[0] == asked[1]
    assert weighted(client, f"{open_deals}&columns=name,stage,value") == [dollars]
    assert weighted(client, f"{open_deals}&columns=name,stage") == []
    make.deal(value={"amount": "3000", "currency": "EUR"}, stage="Negotiation", owner=cast.ana)
    said = [f"€{30 * likely['Negotiation']:,} · {dollars}"]
    assert weighted(client, f"{open_deals} value>0&columns=name,stage,value") == said
    assert weighted(client, f"{open_deals}&columns=name,value") == said


def test_what_has_ended_is_weighed_by_nobody(make: Makers, cast: Cast) -> None:
    client = sign_in(cast.ana)
    make.deal(value="500", stage="Proposal", owner=cast.ana)
    assert weighted(client, "/deals/?view=0") == ["$250 weighted"]
    make.deal(value="0", stage="Lost", lost_reason=make.lost_reason(name="Price"), owner=cast.ana)
    assert weighted(client, "/deals/?view=0") == ["$250 weighted"]
    assert weighted(client, "/deals/?filter=status:lost") == []
    make.deal(value="70", stage="Won", owner=cast.ana)
    assert weighted(client, "/deals/?view=0") == []

"""Firms: domains from addresses, parents, money that has no currency."""

from __future__ import annotations

import pytest

from trato.accounts.actor import Actor
from trato.kernel.money import Money
from trato.records import actions, outbox, rows
from trato.records.errors import InvalidFields
from trato.testing.assertions import unchanged
from trato.testing.makers import Makers


@pytest.mark.parametrize(
    ("written", "domain"),
    [
        ("acme.example", "acme.example"),
        ("https://www.Acme.example/about?x=1", "acme.example"),
        ("", None),
        (None, None),
    ],
)
def test_a_pasted_address_leaves_its_domain(
    owner: Actor, make: Makers, written: str | None, domain: str | None
) -> None:
    company = make.company(domain=written)
    assert rows.one(owner, "companies", company)["domain"] == domain


def test_parent_and_subsidiaries(owner: Actor, make: Makers) -> None:
    acme = make.company(name="Acme")
    sub = make.company(name="Acme Sub", parent="Acme")
    assert rows.one(owner, "companies", sub)["parent"].id == acme
    assert [row.id for row in rows.read(owner, "companies", filter=f"parent:{acme}").rows] == [sub]


def test_revenue_takes_the_workspaces_currency(owner: Actor, make: Makers) -> None:
    company = make.company(revenue="1.5")
    assert rows.one(owner, "companies", company)["revenue"] == Money(150, "USD")


@pytest.mark.parametrize("given", [{"employees": -1}, {"revenue": "-0.01"}, {"employees": 2**63}])
def test_refusals(owner: Actor, make: Makers, given: dict[str, object]) -> None:
    with unchanged(), pytest.raises(InvalidFields) as refusal:
        make.company(**given)
    assert refusal.value.field == next(iter(given))


def test_names_sort_alike_on_every_database(owner: Actor, make: Makers) -> None:
    names = ["zebra", "Ärger", "acme", "Zebra 2", "éclair", "北京", "Ñandú", "nadir"]
    for name in names:
        make.company(name=name)
    found = [row["name"] for row in rows.read(owner, "companies", columns=("name",), sort="name").rows]
    assert found == ["acme", "Ärger", "北京", "éclair", "nadir", "Ñandú", "zebra", "Zebra 2"]


def test_a_company_that_contacts_name_is_found_under_its_new_name(owner: Actor, make: Makers) -> None:
    acme = make.company(name="Acme")
    make.contact(name="Ana", companies=[acme])
    actions.change(owner, "companies", acme, {"name": "Globex"})
    outbox.drain()
    assert rows.count(owner, "contacts", filter="globex").number == 1
    assert rows.count(owner, "contacts", filter="acme").number == 0

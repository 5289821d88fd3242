"""What chosen records come to: boxes say what each adds, and the server what whole lists and rates make."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from trato.accounts.models import FieldRight
from trato.records import snapshot
from trato.testing.assertions import unchanged
from trato.testing.cast import Cast
from trato.testing.makers import Makers
from trato.workspace.tests.test_list import body


def boxes(text: str) -> dict[str, str]:
    """What each named box adds."""
    box = r'aria-label="Select ([^"]+)"(?:\s+data-kind="deals")?(?:\s+data-amount="([^"]*)")?'
    found = re.findall(box, text)
    return {name: amount for name, amount in found if not name.startswith("all")}


def asked(client: Client, **sent: Any) -> dict[str, str]:
    answer = client.post("/deals/bulk", {"step": "sum", **sent})
    assert answer.status_code == 200
    told: dict[str, str] = answer.json()
    return told


@pytest.fixture
def deals(cast: Cast, make: Makers) -> list[int]:
    worth = ({"name": "Chiller", "value": "1200.50"}, {"name": "Freezer", "value": "300"}, {"name": "Oven"})
    return [make.deal(owner=cast.ana, expected_close_on="2030-01-15", **given) for given in worth]


@pytest.mark.parametrize(
    "address",
    [
        "/deals/?columns=name,owner",
        "/deals/?layout=board",
        "/calendar/?view=agenda&on=2030-01-15",
        "/calendar/?view=month&on=2030-01-15",
    ],
)
def test_boxes_say_what_they_add(ana_client: Client, deals: list[int], address: str) -> None:
    """Also where the amount is no column; a deal without one adds nothing."""
    assert boxes(body(ana_client, address)) == {
        "Chiller": "1200.50 USD",
        "Freezer": "300.00 USD",
        "Oven": "",
    }


def test_a_whole_list_is_added_up(ana_client: Client, deals: list[int]) -> None:
    with unchanged():
        assert asked(ana_client, all="1", filter="value>500") == {
            "count": "1",
            "sum": "$1,200.50",
            "hint": "",
        }
        assert asked(ana_client, all="1", filter="") == {"count": "3", "sum": "$1,500.50", "hint": ""}


def test_several_currencies_come_to_one_sum(ana_client: Client, make: Makers, cast: Cast) -> None:
    dollars = make.deal(owner=cast.ana, value="5000")
    euros = make.deal(owner=cast.ana, value={"amount": "3000", "currency": "EUR"})
    told = asked(ana_client, ids=[dollars, euros])
    assert told == {
        "count": "2",
        "sum": "€3,000 + $5,000",
        "hint": "€3,000 + $5,000 No exchange rate for EUR",
    }
    make("rates", currency="EUR", rate="1.15", day="2025-03-02")
    told = asked(ana_client, ids=[dollars, euros])
    assert told["sum"] == "≈ $8,450"
    assert told["hint"] == "€3,000 + $5,000 ≈ $8,450 at rates of 2 Mar 2025"


def test_what_one_may_not_see_adds_nothing(
    ana_client: Client, cleo_client: Client, cast: Cast, deals: list[int]
) -> None:
    """Neither a hidden field, nor a stranger's record."""
    assert asked(cleo_client, ids=deals)["sum"] == ""
    FieldRight.objects.create(role=cast.ana.role, type="deals", field="value", level="hidden")
    snapshot.reset()
    assert boxes(body(ana_client, "/deals/")) == {"Chiller": "", "Freezer": "", "Oven": ""}
    assert asked(ana_client, ids=deals) == {"count": "3", "sum": "", "hint": ""}
    assert asked(ana_client, all="1")["sum"] == ""


def test_types_without_amounts_are_counted_alone(ana_client: Client, make: Makers, cast: Cast) -> None:
    make.company(owner=cast.ana, name="Acme")
    answer = ana_client.post("/companies/bulk", {"step": "sum", "all": "1"})
    assert answer.json() == {"count": "1", "sum": "", "hint": ""}

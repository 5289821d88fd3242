"""Pending names are mended in one step, by accepting, choosing or making."""

from __future__ import annotations

import pytest
from django.test import Client

from trato.accounts.actor import Actor
from trato.records import rows
from trato.records.models import ChangeSet, MendDecision, Pending
from trato.testing.assertions import unchanged
from trato.testing.makers import Makers
from trato.transfer.tests.conftest import Bring, as_csv


@pytest.fixture
def product(bring: Bring, make: Makers) -> int:
    """Two deals wait for GTXPro; a product GTX Pro is there."""
    pk = make.product(name="GTX Pro")
    bring("deals", as_csv("reference,stage,product", "D1,Won,GTXPro", "D2,Won,GTXPro"))
    return pk


ASKED = {"type": "deals", "field": "products", "text": "GTXPro"}


def names(actor: Actor) -> list[list[str]]:
    found = rows.read(actor, "deals", columns=("products",), sort="id").rows
    return [[one.label for one in row["products"]] for row in found]


def test_the_page_shows_what_waits(product: int, owner_client: Client) -> None:
    told = owner_client.get("/pending/?type=deals").content.decode()
    for text in ("GTXPro", "in 2 deals", "It is “GTX Pro”", "Make a new product", "/search/options/products"):
        assert text in told


def test_accept_the_proposal(product: int, owner: Actor, owner_client: Client) -> None:
    response = owner_client.post(
        "/pending/mend", {**ASKED, "to": str(product), "back": "/pending/?type=deals"}
    )
    assert response["Location"] == "/pending/?type=deals"
    assert names(owner) == [["GTX Pro"], ["GTX Pro"]]
    told = owner_client.get("/pending/").content.decode()
    assert "“GTXPro” is decided: 2 rows mended." in told
    assert f"/undo/{ChangeSet.objects.get(kind='mend').pk}" in told
    assert "No name is waiting." in told


def test_choose_another(product: int, owner: Actor, owner_client: Client, make: Makers) -> None:
    other = make.product(name="Other")
    owner_client.post("/pending/mend", {**ASKED, "to": str(other)})
    assert names(owner) == [["Other"], ["Other"]]


def test_make_a_new_one(product: int, owner: Actor, owner_client: Client) -> None:
    owner_client.post("/pending/mend", {**ASKED, "make": "1"})
    assert names(owner) == [["GTXPro"], ["GTXPro"]]
    assert MendDecision._base_manager.count() == 1


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"to": ""}, 422),
        ({"to": "x"}, 422),
        ({"to": "999999"}, 404),
        ({"text": "Nothing", "make": "1"}, 404),
        ({"field": "value", "make": "1"}, 422),
        ({"type": "dals", "make": "1"}, 404),
    ],
)
def test_what_cannot_be_decided(
    told: dict[str, str], status: int, product: int, owner_client: Client
) -> None:
    with unchanged():
        assert owner_client.post("/pending/mend", {**ASKED, **told}).status_code == status


def test_it_goes_back_to_our_own_pages_alone(product: int, owner_client: Client) -> None:
    response = owner_client.post(
        "/pending/mend", {**ASKED, "to": str(product), "back": "https://evil.example/"}
    )
    assert response["Location"] == "/pending/"


def test_rights(product: int, rita_client: Client) -> None:
    assert rita_client.get("/pending/").status_code == 403
    with unchanged():
        assert rita_client.post("/pending/mend", {**ASKED, "make": "1"}).status_code == 403
    assert Pending.objects.count() == 2
    assert Client().get("/pending/").status_code == 302

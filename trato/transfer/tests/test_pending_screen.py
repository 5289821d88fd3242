"""Pending names are mended in one step, by accepting, choosing or making."""

from __future__ import annotations

import pytest
from django.test import Client

from trato.accounts.actor import Actor
from trato.accounts.models import RoleRight
from trato.records import rows, snapshot
from trato.records.models import ChangeSet, MendDecision, Pending
from trato.testing.assertions import count_queries, unchanged
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
    changes = owner_client.get("/history/").content.decode()
    assert ("decided what “GTXPro” means" in changes, "mend decision" in changes) == (True, False)


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


def test_nothing_chosen_is_told_beside_the_name(product: int, owner_client: Client) -> None:
    """On the page that one stood on, in the box that one left empty; from there it is decided."""
    back = "/pending/?type=deals"
    asked = owner_client.post("/pending/mend", {**ASKED, "to": "", "back": back})
    told = asked.content.decode()
    assert (asked.status_code, told.count("Choose a record, or have one made.")) == (422, 1)
    box = told.partition('aria-invalid="true"')[0].rpartition("<select")[2]
    assert ("autofocus" in told, 'aria-describedby="field-to-error"' in box) == (True, True)
    assert f'name="back" value="{back}"' in told
    with unchanged():
        gone = owner_client.post("/pending/mend", {**ASKED, "text": "Nothing", "to": "", "back": back})
    assert gone.status_code == 422


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


@pytest.fixture
def contacts(bring: Bring, make: Makers) -> None:
    """Contacts wait for four companies, of which one resembles one that is there; deals for one of them."""
    make.company(name="Harbour & Vale")
    told = ("Ida,Acme", "Eva,Acme", "Tom,acme", "Jo,Bolt", "Lea,Harbour and Vale", "Max,Cora")
    bring("contacts", as_csv("name,company", *told))
    bring("deals", as_csv("reference,stage,company", "D9,Won,Acme"))


def companies(actor: Actor) -> list[str]:
    return [row["name"] for row in rows.read(actor, "companies", columns=("name",), sort="id").rows]


def firms(actor: Actor, key: str = "contacts") -> dict[str, str]:
    """The company that each row is with; empty while its name waits."""
    name, link = ("reference", "company") if key == "deals" else ("name", "companies")
    found = rows.read(actor, key, columns=(name, link)).rows
    held = {row[name]: row[link] if key == "contacts" else (row[link],) for row in found}
    return {one: refs[0].label if refs else "" for one, refs in held.items()}


def test_make_all_that_wait(contacts: None, owner: Actor, owner_client: Client) -> None:
    """One act: a record for each name, however it is spelt; what resembles one that is there waits."""
    page = owner_client.get("/pending/").content.decode()
    assert "Make all companies" in page
    assert '<span class="n">3</span>' in page
    assert "also the one name that resembles a record here" in page
    done = owner_client.post("/pending/make", {"target": "companies", "back": "/pending/"}, follow=True)
    assert "Made: 3 companies. 6 rows mended." in done.content.decode()
    assert companies(owner) == ["Harbour & Vale", "Acme", "Bolt", "Cora"]
    assert firms(owner) == {
        "Ida": "Acme",
        "Eva": "Acme",
        "Tom": "Acme",
        "Jo": "Bolt",
        "Lea": "",
        "Max": "Cora",
    }
    assert firms(owner, "deals") == {"D9": "Acme"}
    assert "Make all" not in owner_client.get("/pending/").content.decode()


def test_make_all_is_one_act_that_goes_back(contacts: None, owner: Actor, owner_client: Client) -> None:
    before = (companies(owner), firms(owner), Pending.objects.count())
    owner_client.post("/pending/make", {"target": "companies"})
    made = ChangeSet.objects.get(kind="companies.made")
    assert "added 3 companies" in owner_client.get("/history/").content.decode()
    owner_client.post(f"/undo/{made.pk}")
    assert (companies(owner), firms(owner), Pending.objects.count()) == before


def test_make_those_alike_too(contacts: None, owner: Actor, owner_client: Client) -> None:
    owner_client.post("/pending/make", {"target": "companies", "alike": "on"})
    assert companies(owner) == ["Harbour & Vale", "Acme", "Bolt", "Cora", "Harbour and Vale"]
    assert Pending.objects.count() == 0


def test_make_all_of_one_list(contacts: None, owner: Actor, owner_client: Client) -> None:
    """What deals name is made; it mends contacts that name it, too."""
    owner_client.post("/pending/make", {"target": "companies", "type": "deals"})
    assert companies(owner) == ["Harbour & Vale", "Acme"]
    assert (firms(owner)["Ida"], firms(owner)["Jo"]) == ("Acme", "")


def test_another_spelling_is_known_to_the_next_import(
    contacts: None, owner: Actor, owner_client: Client, bring: Bring
) -> None:
    owner_client.post("/pending/make", {"target": "companies"})
    bring("contacts", as_csv("name,company", "Ute,acme", "Pia,ACME"))
    assert (firms(owner)["Ute"], firms(owner)["Pia"]) == ("Acme", "")


@pytest.mark.parametrize(
    ("told", "status"), [({"target": "nothing"}, 404), ({"target": "products"}, 404), ({}, 404)]
)
def test_what_cannot_be_made(told: dict[str, str], status: int, contacts: None, owner_client: Client) -> None:
    with unchanged():
        assert owner_client.post("/pending/make", told).status_code == status


def test_who_may_make_all(contacts: None, ana_client: Client, rita_client: Client) -> None:
    RoleRight.objects.create(role="member", type="companies", right="create", scope="none")
    snapshot.reset()
    assert "Make all" not in ana_client.get("/pending/").content.decode()
    for client in (ana_client, rita_client):
        with unchanged():
            assert client.post("/pending/make", {"target": "companies"}).status_code == 403


def test_making_many_takes_few_queries(bring: Bring, owner: Actor, owner_client: Client) -> None:
    bring("contacts", as_csv("name,company", "Ida,Acme", "Jo,Bolt"))
    few = count_queries(lambda: owner_client.post("/pending/make", {"target": "companies"}))
    bring("contacts", as_csv("name,company", *(f"Person {at},Firm {at * 7919}" for at in range(60))))
    many = count_queries(lambda: owner_client.post("/pending/make", {"target": "companies"}))
    assert rows.count(owner, "companies").number == 62
    assert many <= few + 10

"""Links that wait for their records, and the decision that mends them."""

from __future__ import annotations

from typing import Any

import pytest

from trato.accounts.actor import Actor
from trato.api.tests.program import Program
from trato.records import actions
from trato.records.checksum import checksum
from trato.records.models import Pending


@pytest.fixture
def waiting(owner: Actor) -> list[int]:
    """Three deals about a product that nobody has, spelt nearly like one that is there."""
    actions.create(owner, "products", {"name": "GTX Pro"})
    ids = [actions.create(owner, "deals", {"name": f"Deal {n}"}) for n in range(3)]
    for pk in ids:
        Pending.objects.create(
            type="deals", record_id=pk, field="products", target_type="products", text="GTXPro"
        )
    return ids


def test_list(ana: Program, ben: Program, waiting: list[int]) -> None:
    (row,) = ana.get("/api/pending").data["rows"]
    assert (row["type"], row["field"], row["text"], row["rows"]) == ("deals", "products", "GTXPro", 3)
    assert row["proposal"]["label"] == "GTX Pro"
    assert ana.get("/api/pending", {"type": "contacts"}).data["rows"] == []
    assert ana.get("/api/pending", {"type": "dealz"}).status == 404
    assert ben.get("/api/pending").data["rows"] == []  # none of these deals is his


def test_mend_to_what_is_proposed(ana: Program, waiting: list[int]) -> None:
    row = ana.get("/api/pending").data["rows"][0]
    body = {"type": "deals", "field": "products", "text": "GTXPro", "to": row["proposal"]["id"]}
    assert ana.post("/api/pending", body).data["rows"] == 3
    assert ana.get("/api/pending").data["rows"] == []
    for pk in waiting:
        assert ana.get(f"/api/deals/{pk}").data["products"] == [row["proposal"]]


def test_mend_by_making(ana: Program, waiting: list[int]) -> None:
    body = {"type": "deals", "field": "products", "text": "GTXPro", "make": True}
    assert ana.post("/api/pending", body).data["rows"] == 3
    assert ana.get("/api/deals", {"filter": "products:GTXPro"}).ids


@pytest.mark.parametrize(
    ("given", "status", "field"),
    [
        ({}, 422, "to"),
        ({"to": 1, "make": True}, 422, "to"),
        ({"to": "1"}, 422, "to"),
        ({"to": 99}, 404, ""),
        ({"make": "yes"}, 422, "make"),
        ({"to": 1, "text": "Nothing"}, 404, "field"),
        ({"to": 1, "text": ""}, 422, "text"),
        ({"to": 1, "type": 5}, 422, "type"),
        ({"to": 1, "colour": 5}, 422, "colour"),
    ],
)
def test_refusals(ana: Program, waiting: list[int], given: dict[str, Any], status: int, field: str) -> None:
    before = checksum()
    body = {"type": "deals", "field": "products", "text": "GTXPro", **given}
    reply = ana.post("/api/pending", body)
    assert reply.status == status
    if status == 422:
        assert reply.field == field
    assert checksum() == before


def test_a_reader_mends_nothing(rita: Program, waiting: list[int]) -> None:
    before = checksum()
    body = {"type": "deals", "field": "products", "text": "GTXPro", "to": 1}
    assert rita.post("/api/pending", body).status == 403
    assert checksum() == before


@pytest.fixture
def firms(owner: Actor) -> list[int]:
    """Contacts and a deal wait for three companies, of which one resembles one that is there."""
    actions.create(owner, "companies", {"name": "Harbour & Vale"})
    names = ("Acme", "acme", "Bolt", "Harbour and Vale")
    ids = [actions.create(owner, "contacts", {"last_name": name}) for name in names]
    for pk, text in zip(ids, names, strict=True):
        Pending.objects.create(
            type="contacts", record_id=pk, field="companies", target_type="companies", text=text
        )
    deal = actions.create(owner, "deals", {"name": "Roof"})
    Pending.objects.create(
        type="deals", record_id=deal, field="company", target_type="companies", text="Bolt"
    )
    return ids


def companies(program: Program) -> list[str]:
    return [row["name"] for row in program.get("/api/companies", {"sort": "id"}).data["rows"]]


def test_make_all(ana: Program, firms: list[int]) -> None:
    before = checksum()
    done = ana.post("/api/pending/make", {"target": "companies"}).data
    assert (done["made"], done["rows"]) == (2, 4)
    assert companies(ana) == ["Harbour & Vale", "Acme", "Bolt"]
    assert [row["text"] for row in ana.get("/api/pending").data["rows"]] == ["Harbour and Vale"]
    assert ana.post(f"/api/undo/{done['set']}").status == 200
    assert checksum() == before


def test_make_all_of_one_list_or_alike(ana: Program, firms: list[int]) -> None:
    assert ana.post("/api/pending/make", {"target": "companies", "type": "deals"}).data["made"] == 1
    assert companies(ana) == ["Harbour & Vale", "Bolt"]
    assert ana.post("/api/pending/make", {"target": "companies", "alike": True}).data["made"] == 2
    assert companies(ana) == ["Harbour & Vale", "Bolt", "Acme", "Harbour and Vale"]
    assert ana.get("/api/pending").data["rows"] == []


@pytest.mark.parametrize(
    ("given", "status", "field"),
    [
        ({}, 422, "target"),
        ({"target": "companies", "alike": "yes"}, 422, "alike"),
        ({"target": "companies", "colour": 5}, 422, "colour"),
        ({"target": "companies", "type": "dealz"}, 404, ""),
        ({"target": "dealz"}, 404, ""),
        ({"target": "products"}, 404, ""),
    ],
)
def test_what_is_not_made(
    ana: Program, firms: list[int], given: dict[str, Any], status: int, field: str
) -> None:
    before = checksum()
    reply = ana.post("/api/pending/make", given)
    assert reply.status == status
    if status == 422:
        assert reply.field == field
    assert checksum() == before


def test_a_reader_makes_nothing(rita: Program, firms: list[int]) -> None:
    before = checksum()
    assert rita.post("/api/pending/make", {"target": "companies"}).status == 403
    assert checksum() == before

"""Custom fields made by the API: there at once, in rows, filters, sorts and the document."""

from __future__ import annotations

from typing import Any

import pytest

from trato.api.tests.program import Program
from trato.records.checksum import checksum

VALUES: dict[str, tuple[dict[str, Any], Any, Any]] = {
    "text": ({}, "Ana", "Ana"),
    "longtext": ({}, "one\ntwo", "one\ntwo"),
    "integer": ({}, 1987, 1987),
    "decimal": ({}, "12.5", "12.5"),
    "money": ({}, "12.50", "12.50"),
    "date": ({}, "2026-11-21", "2026-11-21"),
    "datetime": ({}, "2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z"),
    "choice": ({"choices": ["S", "L"]}, "L", "L"),
    "choices": ({"choices": ["S", "L"]}, ["L", "S"], ["L", "S"]),
    "boolean": ({}, False, False),
    "email": ({}, "ana@acme.co", "ana@acme.co"),
    "phone": ({}, "+34600100200", "+34600100200"),
    "url": ({}, "https://acme.co/", "https://acme.co/"),
}


@pytest.mark.parametrize("kind", VALUES)
def test_each_kind_there_and_back(ana: Program, kind: str) -> None:
    options, given, shown = VALUES[kind]
    body = {"type": "companies", "name": "extra", "kind": kind, "options": options}
    made = ana.post("/api/fields", body)
    assert (made.status, made.data["kind"], made.data["label"]) == (201, kind, "Extra")
    row = ana.post("/api/companies", {"name": "Acme", "extra": given}).data
    assert row["extra"] == shown
    assert ana.get(f"/api/companies/{row['id']}").data == row
    assert ana.get("/api/companies", {"filter": "extra:any"}).ids == [row["id"]]
    assert ana.patch(f"/api/companies/{row['id']}", {"extra": row["extra"]}).data == row
    emptied = ana.patch(f"/api/companies/{row['id']}", {"extra": None}).data
    assert emptied["extra"] in (None, [])
    assert ana.get("/api/companies", {"filter": "extra:none"}).ids == [row["id"]]


@pytest.mark.parametrize(
    ("kind", "options"),
    [("link", {"target": "companies"}), ("links", {"target": "deals"}), ("person", {}), ("tags", {})],
)
def test_custom_links(ana: Program, kind: str, options: dict[str, Any]) -> None:
    assert (
        ana.post(
            "/api/fields", {"type": "companies", "name": "extra", "kind": kind, "options": options}
        ).status
        == 201
    )
    row = ana.post("/api/companies", {"name": "Acme"}).data
    assert row["extra"] == []
    target = {"person": "users", "tags": "tags"}.get(kind) or options["target"]
    ids = ana.get(f"/api/{target}").ids or [ana.post(f"/api/{target}", {"name": "New"}).data["id"]]
    linked = ana.patch(f"/api/companies/{row['id']}", {"extra": [ids[0]]}).data
    assert [one["id"] for one in linked["extra"]] == ids[:1]


def test_a_second_amount_takes_no_key_from_the_first(ana: Program) -> None:
    before = ana.post("/api/deals", {"name": "Roof", "value": "5"}).data
    ana.post("/api/fields", {"type": "deals", "name": "budget", "kind": "money"})
    given = {"value": "5", "currency": "EUR", "budget": "7", "budget_currency": "JPY"}
    row = ana.patch(f"/api/deals/{before['id']}", given).data
    assert (row["value"], row["currency"], row["value_currency"]) == ("5.00", "EUR", "EUR")
    assert (row["budget"], row["budget_currency"]) == ("7", "JPY")


def test_sorting_by_an_indexed_one(ana: Program) -> None:
    ana.post("/api/fields", {"type": "companies", "name": "founded", "kind": "integer", "indexed": True})
    years = [1990, None, 1980, 2000, None]
    ids = [ana.post("/api/companies", {"name": str(year), "founded": year}).data["id"] for year in years]
    assert ana.get("/api/companies", {"sort": "founded"}).ids == [ids[place] for place in (2, 0, 3, 1, 4)]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "type"),
        ({"type": "deals", "kind": "text"}, "name"),
        ({"type": "dealz", "name": "size", "kind": "text"}, "type"),
        ({"type": "stages", "name": "size", "kind": "text"}, "type"),
        ({"type": "deals", "name": "Size", "kind": "text"}, "name"),
        ({"type": "deals", "name": "value", "kind": "text"}, "name"),
        ({"type": "deals", "name": "size", "kind": "txt"}, "kind"),
        ({"type": "deals", "name": "size", "kind": 5}, "kind"),
        ({"type": "deals", "name": "size", "kind": "text", "label": 5}, "label"),
        ({"type": "deals", "name": "size", "kind": "text", "label": "x" * 121}, "label"),
        ({"type": "deals", "name": "size", "kind": "text", "indexed": "yes"}, "indexed"),
        ({"type": "deals", "name": "size", "kind": "tags", "indexed": True}, "indexed"),
        ({"type": "deals", "name": "size", "kind": "choice"}, "choices"),
        ({"type": "deals", "name": "size", "kind": "choice", "options": {"choices": "SL"}}, "options"),
        ({"type": "deals", "name": "size", "kind": "choice", "options": {"choices": [1]}}, "options"),
        ({"type": "deals", "name": "size", "kind": "link", "options": {"target": "dealz"}}, "options"),
        ({"type": "deals", "name": "size", "kind": "link"}, "options"),
        ({"type": "deals", "name": "size", "kind": "text", "options": []}, ""),
        ({"type": "deals", "name": "size", "kind": "text", "options": {"colour": 1}}, "options"),
        ({"type": "deals", "name": "size", "kind": "text", "colour": 1}, "colour"),
    ],
)
def test_bad_fields(ana: Program, body: dict[str, Any], field: str) -> None:
    before = checksum()
    reply = ana.post("/api/fields", body)
    if field:
        assert (reply.status, reply.field) == (422, field)
        assert checksum() == before


def test_the_label_alone_can_be_changed(ana: Program) -> None:
    pk = ana.post("/api/fields", {"type": "deals", "name": "size", "kind": "text"}).data["id"]
    assert ana.patch(f"/api/fields/{pk}", {"label": "How big"}).data["label"] == "How big"
    before = checksum()
    refused: list[dict[str, Any]] = [{"kind": "integer"}, {"name": "x"}, {"type": "tasks"}, {"options": {}}]
    for given in refused:
        assert ana.patch(f"/api/fields/{pk}", given).status == 422
        assert ana.post("/api/fields/bulk", {"ids": [pk], "set": given}).status == 422
    assert checksum() == before


def test_sellers_add_no_fields(ben: Program) -> None:
    before = checksum()
    assert ben.post("/api/fields", {"type": "deals", "name": "size", "kind": "text"}).status == 403
    assert checksum() == before

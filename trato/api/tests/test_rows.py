"""Reading rows: filters, sorts, pages, columns; who sees what."""

from __future__ import annotations

import json
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trato.accounts.actor import Actor
from trato.accounts.models import User
from trato.api.tests.program import Program
from trato.records import actions
from trato.records.registry import registry
from trato.testing.cast import Cast


@pytest.fixture
def deals(owner: Actor) -> list[int]:
    """Twelve deals; every third without a value, every fourth without a day."""
    company = actions.create(owner, "companies", {"name": "Cancity"})
    return [
        actions.create(
            owner,
            "deals",
            {
                "name": f"Deal {number:02}",
                "company": company if number % 2 else None,
                "value": None if number % 3 == 0 else str(number * 100),
                "expected_close_on": None if number % 4 == 0 else f"2026-11-{number:02}",
            },
        )
        for number in range(1, 13)
    ]


def test_it_works(ana: Program, deals: list[int]) -> None:
    reply = ana.get("/api/deals", {"sort": "name", "limit": 2})
    assert reply.status == 200
    assert [row["name"] for row in reply.data["rows"]] == ["Deal 01", "Deal 02"]
    first = reply.data["rows"][0]
    assert (first["value"], first["currency"]) == ("100.00", "USD")
    assert first["company"]["label"] == "Cancity"
    assert first["status"] == "open"
    assert isinstance(reply.data["next"], str)


def test_what_is_empty_is_null(ana: Program, deals: list[int]) -> None:
    row = ana.get(f"/api/deals/{deals[11]}").data
    assert (row["value"], row["currency"], row["expected_close_on"], row["company"]) == (
        None,
        None,
        None,
        None,
    )
    assert row["reference"] is None
    assert row["contacts"] == []


@pytest.mark.parametrize(
    "sort", ["name", "-value", "value", "expected_close_on", "-expected_close_on", "id", ""]
)
def test_pages_add_up_to_all_rows(ana: Program, deals: list[int], sort: str) -> None:
    found: list[int] = []
    params: dict[str, Any] = {"sort": sort, "limit": 5}
    while True:
        reply = ana.get("/api/deals", params)
        found += reply.ids
        if reply.data["next"] is None:
            break
        params["after"] = reply.data["next"]
    assert sorted(found) == sorted(deals)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "picked",
    [
        "value>500",
        json.dumps({"field": "value", "op": ">", "value": "500"}),
        json.dumps({"and": [{"field": "value", "op": ">", "value": 500}, {"not": {"text": "nobody"}}]}),
    ],
)
def test_filters_in_words_and_in_json(ana: Program, deals: list[int], picked: str) -> None:
    names = [row["name"] for row in ana.get("/api/deals", {"filter": picked, "sort": "name"}).data["rows"]]
    assert names == ["Deal 07", "Deal 08", "Deal 10", "Deal 11"]


def test_filter_through_a_link(ana: Program, deals: list[int]) -> None:
    assert len(ana.get("/api/deals", {"filter": 'company.name="Cancity"'}).ids) == 6
    assert len(ana.get("/api/deals", {"filter": "company:none"}).ids) == 6


def test_columns(ana: Program, deals: list[int]) -> None:
    row = ana.get("/api/deals", {"columns": "id, value,name", "limit": 1}).data["rows"][0]
    assert set(row) == {"id", "version", "value", "currency", "name"}
    row = ana.get(f"/api/deals/{deals[0]}", {"columns": "updated_at"}).data
    assert set(row) == {"id", "version", "updated_at"}
    assert set(ana.get("/api/deals", {"columns": ""}).data["rows"][0]) == {"id", "version"}


def test_hidden_columns_are_asked_for(ana: Program, deals: list[int]) -> None:
    fields = registry.get("deals").fields
    shown = ana.get(f"/api/deals/{deals[0]}").data.keys() - {"id", "version", "currency"}
    assert shown == {name for name, field in fields.items() if not field.hidden}


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "201"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"limit": "٣"}, "limit"),
        ({"filter": "valeu>3"}, "valeu"),
        ({"filter": "value>much"}, "value"),
        ({"filter": "(status:open"}, ""),
        ({"filter": "{"}, "filter"),
        ({"filter": "{" * 3000}, "filter"),
        ({"filter": "a\x00b"}, "filter"),
        ({"sort": "valeu"}, "valeu"),
        ({"sort": "contacts"}, "contacts"),
        ({"columns": "name,valeu"}, "valeu"),
        ({"after": "nonsense"}, "after"),
        ({"after": "bm9uc2Vuc2U"}, "after"),
        ({"archived": "maybe"}, "archived"),
        ({"page": "2"}, "page"),
        ({"a\x00": "2"}, "a"),
    ],
)
def test_bad_questions(ana: Program, deals: list[int], params: dict[str, str], field: str) -> None:
    reply = ana.get("/api/deals", params)
    assert (reply.status, reply.field) == (422, field)


def test_a_filter_error_names_place_and_nearest(ana: Program, deals: list[int]) -> None:
    reply = ana.get("/api/deals", {"filter": "status:open valeu>3"})
    assert reply.data["place"] == 12
    assert "value" in reply.data["detail"]


def test_a_cursor_of_another_list(ana: Program, deals: list[int]) -> None:
    cursor = ana.get("/api/deals", {"sort": "name", "limit": 2}).data["next"]
    reply = ana.get("/api/deals", {"sort": "value", "limit": 2, "after": cursor})
    assert (reply.status, reply.field, reply.data["type"]) == (422, "after", "/api/#cursor")


def test_a_forged_cursor(ana: Program, deals: list[int]) -> None:
    import base64

    cursor = ana.get("/api/deals", {"sort": "expected_close_on", "limit": 2}).data["next"]
    mark, nulls, _key, pk = json.loads(base64.urlsafe_b64decode(cursor + "=="))
    keys: list[Any] = [{}, [1], "never", 2**70, True]
    for key in keys:
        forged = base64.urlsafe_b64encode(json.dumps([mark, nulls, key, pk]).encode()).decode()
        reply = ana.get("/api/deals", {"sort": "expected_close_on", "limit": 2, "after": forged})
        assert reply.status in {200, 422}


def test_others_see_their_own_scope_alone(
    ana: Program, ben: Program, bea: Program, cleo: Program, rita: Program, deals: list[int]
) -> None:
    pk = ben.post("/api/deals", {"name": "Ben's"}).data["id"]
    for who in (ben, bea, rita):
        assert who.get("/api/deals").ids == [pk]
        assert who.get(f"/api/deals/{pk}").status == 200
    assert cleo.get("/api/deals").ids == []
    assert cleo.get(f"/api/deals/{pk}").status == 404
    assert len(ana.get("/api/deals").ids) == 13


@pytest.mark.parametrize(
    "address", ["/api/dealz", "/api/deals/99", "/api/deals/99999999999999999999", "/api/deals/abc"]
)
def test_what_is_not_there(ana: Program, address: str) -> None:
    assert ana.get(address).status == 404


def test_the_version_is_the_etag(ana: Program, deals: list[int]) -> None:
    address = f"/api/deals/{deals[0]}"
    tag = ana.get(address).headers["ETag"]
    assert tag == '"1"'
    for known in (tag, f"W/{tag}", f'"0", {tag}', "*"):
        reply = ana.get(address, If_None_Match=known)
        assert (reply.status, reply.data, reply.headers["ETag"]) == (304, None, tag)
    ana.patch(address, {"name": "Other"})
    assert ana.get(address, If_None_Match=tag).status == 200


def test_a_version_says_nothing_of_what_is_worked_out(ana: Program, cast: Cast) -> None:
    """Somebody who signs in for the first time is active then, and the record has not changed."""
    User.objects.filter(pk=cast.cleo.user_id or 0).update(password="!")
    address = f"/api/users/{cast.cleo.user_id}?columns=access"
    before = ana.get(address)
    tag, was = before.headers["ETag"], before.data["access"]
    User.objects.filter(pk=cast.cleo.user_id or 0).update(password="argon2$now-there-is-one")
    reply = ana.get(address, If_None_Match=tag)
    assert (reply.status, reply.headers["ETag"]) == (200, tag)
    assert (was, reply.data["access"]) == ("uninvited", "active")


def test_head_has_no_content(ana: Program, deals: list[int]) -> None:
    reply = ana.send("HEAD", f"/api/deals/{deals[0]}")
    assert (reply.status, reply.data) == (200, None)
    assert int(reply.headers["Content-Length"]) > 100


def test_the_bin_is_apart(ana: Program, deals: list[int]) -> None:
    ana.delete(f"/api/deals/{deals[0]}")
    assert len(ana.get("/api/deals").ids) == 11
    assert ana.get("/api/deals", {"archived": "only"}).ids == [deals[0]]
    assert len(ana.get("/api/deals", {"archived": "all"}).ids) == 12
    assert ana.get(f"/api/deals/{deals[0]}").status == 200


@pytest.mark.parametrize("key", [one.key for one in registry.types()])
def test_every_type_lists_and_sorts(ana: Program, deals: list[int], key: str) -> None:
    listed = ana.get(f"/api/{key}", {"limit": 200})
    assert listed.status == 200
    for name, field in registry.get(key).fields.items():
        if field.sortable and not field.is_many:
            assert sorted(ana.get(f"/api/{key}", {"sort": f"-{name}", "limit": 200}).ids) == sorted(
                listed.ids
            )
    for pk in listed.ids[:3]:
        assert ana.get(f"/api/{key}/{pk}").data["id"] == pk


def test_queries_do_not_grow_with_rows(ana: Program, owner: Actor, deals: list[int]) -> None:
    people = [actions.create(owner, "contacts", {"name": f"Ana {n}"}) for n in range(12)]
    for number in range(3):
        actions.create(owner, "tags", {"name": f"tag {number}"})
    for deal, person in zip(deals, people, strict=True):
        actions.change(owner, "deals", deal, {"contacts": [person], "tags": [f"tag {deal % 3}"]})
    counts = []
    for limit in (2, 11):
        ana.get("/api/deals", {"limit": limit})
        with CaptureQueriesContext(connection) as captured:
            ana.client.get("/api/deals", {"limit": limit}, headers={"Authorization": f"Bearer {ana.token}"})
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_rows_as_of_a_past_day(owner: Actor, ana: Program) -> None:
    with time_machine.travel("2026-10-20T12:00:00Z", tick=False) as clock:
        deal = actions.create(owner, "deals", {"name": "Ring", "value": "900"})
        clock.move_to("2026-11-20T12:00:00Z")
        actions.change(owner, "deals", deal, {"value": "100"})
        actions.create(owner, "deals", {"name": "Newcomer"})
    reply = ana.get("/api/deals", {"as_of": "2026-10-31", "filter": "value>500"})
    assert [(row["name"], row["value"]) for row in reply.data["rows"]] == [("Ring", "900.00")]
    reply = ana.get("/api/deals", {"as_of": "2026-11-20T11:59:59Z"})
    assert [row["value"] for row in reply.data["rows"]] == ["900.00"]
    assert len(ana.get("/api/deals").data["rows"]) == 2


@pytest.mark.parametrize(("day", "said"), [("2999-01-01", "still to come"), ("soon", "is not a day")])
def test_what_is_no_past_day_is_refused(ana: Program, deals: list[int], day: str, said: str) -> None:
    reply = ana.get("/api/deals", {"as_of": day})
    assert reply.status == 422
    assert said in reply.data["detail"]
    assert reply.data["errors"][0]["field"] == "as_of"

"""Merging by program: what it takes, what it refuses, and where a record that was merged away went."""

from __future__ import annotations

from typing import Any

import pytest

from trato.api.tests.program import Program
from trato.testing.assertions import unchanged


@pytest.fixture
def pair(ben: Program) -> tuple[int, int]:
    """Two contacts of Ben's that are one person."""
    one = ben.post("/api/contacts", {"name": "Ida Lo"}).data["id"]
    return one, ben.post("/api/contacts", {"name": "I. Lo", "job_title": "Buyer"}).data["id"]


def test_merge(ben: Program, pair: tuple[int, int]) -> None:
    one, two = pair
    done = ben.post(f"/api/contacts/{one}/merge", {"with": [two], "values": {"first_name": two}})
    assert (done.status, done.data["changed"]) == (200, 2)
    row = ben.get(f"/api/contacts/{one}").data
    assert (row["name"], row["job_title"]) == ("I. Lo", "Buyer")
    for gone in (
        ben.get(f"/api/contacts/{two}"),
        ben.patch(f"/api/contacts/{two}", {"job_title": "Boss"}),
        ben.delete(f"/api/contacts/{two}"),
        ben.get(f"/api/contacts/{two}/history"),
    ):
        assert (gone.status, gone.data["merged_into"]) == (404, one)
    assert ben.post(f"/api/undo/{done.data['set']}").data["kept"] == []
    assert ben.get(f"/api/contacts/{two}").data["job_title"] == "Buyer"


def test_an_old_version(ben: Program, pair: tuple[int, int]) -> None:
    one, two = pair
    with unchanged():
        refused = ben.post(f"/api/contacts/{one}/merge", {"with": [two]}, If_Match='"7"')
        assert refused.status == 412
    assert ben.post(f"/api/contacts/{one}/merge", {"with": [two]}, If_Match='"1"').status == 200


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "with"),
        ({"with": []}, 422, "with"),
        ({"with": "2"}, 422, "with"),
        ({"with": [True]}, 422, "with"),
        ({"with": [10**15]}, 404, ""),
        ({"with": "own"}, 422, "with"),
        ({"with": "other", "values": []}, 422, "values"),
        ({"with": "other", "values": {"nmae": 1}}, 422, "nmae"),
        ({"with": "other", "values": {"job_title": 10**15}}, 422, "job_title"),
        ({"with": "other", "versions": {}}, 422, "versions"),
    ],
)
def test_what_cannot_be_taken(
    ben: Program, pair: tuple[int, int], body: dict[str, Any], status: int, field: str
) -> None:
    known = {"own": [pair[0]], "other": [pair[1]]}
    if isinstance(body.get("with"), str) and body["with"] in known:
        body = body | {"with": known[body["with"]]}
    with unchanged():
        refused = ben.post(f"/api/contacts/{pair[0]}/merge", body)
    assert (refused.status, refused.field) == (status, field)


def test_a_type_that_is_never_merged(ana: Program, ben: Program) -> None:
    deals = [ben.post("/api/deals", {"name": name}).data["id"] for name in ("Roof", "Wall")]
    with unchanged():
        assert ana.post(f"/api/deals/{deals[0]}/merge", {"with": [deals[1]]}).status == 409


def test_others_records(ben: Program, cleo: Program, rita: Program, pair: tuple[int, int]) -> None:
    """Who may not delete them may not merge them."""
    one, two = pair
    with unchanged():
        assert cleo.post(f"/api/contacts/{one}/merge", {"with": [two]}).status == 403
        assert rita.post(f"/api/contacts/{one}/merge", {"with": [two]}).status == 403

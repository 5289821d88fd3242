from __future__ import annotations

import pytest
from django.test import Client

from trato.records import actions, rows
from trato.testing.assertions import unchanged
from trato.testing.cast import Cast
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body


@pytest.fixture
def deals(cast: Cast) -> list[int]:
    stage = next(
        row.id
        for row in rows.read(cast.ana, "stages", columns=("name",), sort="id").rows
        if row["name"] == "Proposal"
    )
    return [
        actions.create(cast.ana, "deals", {"name": f"Deal {number}", "value": str(number), "stage": stage})
        for number in range(1, 4)
    ]


def owners(cast: Cast, ids: list[int]) -> list[str]:
    return [rows.one(cast.owner, "deals", pk)["owner"].label for pk in ids]


def test_it_works(ana_client: Client, cast: Cast, deals: list[int]) -> None:
    fields = ana_client.post("/deals/bulk", {"ids": deals, "step": "choose"}, headers=HTMX).content.decode()
    assert "Change 3 deals" in fields
    assert 'value="field-owner"' in fields
    form = ana_client.post(
        "/deals/bulk", {"ids": deals, "step": "field-owner"}, headers=HTMX
    ).content.decode()
    assert "Change 3 deals" in form
    sent = {
        "ids": deals,
        "step": "apply-owner",
        "owner": cast.ben.user_id,
        "back": "/deals/?filter=status:open",
    }
    done = ana_client.post("/deals/bulk", sent, headers=HTMX)
    assert done["HX-Redirect"] == "/deals/?filter=status:open"
    assert owners(cast, deals) == ["Ben", "Ben", "Ben"]
    # What is not changed stays: the stage in particular, which a new deal would get.
    assert {rows.one(cast.owner, "deals", pk)["stage"].label for pk in deals} == {"Proposal"}
    text = body(ana_client, "/deals/")
    assert "Changed 3 deals." in text
    ana_client.post(f"/undo/{text.split('/undo/')[1].split(chr(34))[0]}")
    assert owners(cast, deals) == ["Ana", "Ana", "Ana"]


def test_by_the_filter(ana_client: Client, cast: Cast, deals: list[int]) -> None:
    sent = {
        "all": "1",
        "filter": "value>1",
        "step": "apply-expected_close_on",
        "expected_close_on": "2026-12-24",
    }
    ana_client.post("/deals/bulk", sent)
    found = [str(rows.one(cast.ana, "deals", pk)["expected_close_on"]) for pk in deals]
    assert found == ["None", "2026-12-24", "2026-12-24"]


def test_tags_are_added(ana_client: Client, cast: Cast, deals: list[int]) -> None:
    actions.create(cast.ana, "tags", {"name": "UK"})
    actions.change(cast.ana, "deals", deals[0], {"tags": ["UK"]})
    ana_client.post("/deals/bulk", {"ids": deals, "step": "apply-tags", "tags": "Retrofit"})
    assert [ref.label for ref in rows.one(cast.ana, "deals", deals[0])["tags"]] == ["UK", "Retrofit"]
    assert [ref.label for ref in rows.one(cast.ana, "deals", deals[1])["tags"]] == ["Retrofit"]


def test_the_bin_takes_many(ana_client: Client, cast: Cast, deals: list[int]) -> None:
    ana_client.post("/deals/bulk", {"ids": deals[:2], "step": "archive"})
    assert rows.count(cast.ana, "deals").number == 1
    asked = ana_client.post("/deals/bulk", {"all": "1", "step": "archive"}, headers=HTMX)
    assert "Put 1 deal into the bin?" in asked.content.decode()
    assert rows.count(cast.ana, "deals").number == 1


def test_a_wrong_value(ana_client: Client, deals: list[int]) -> None:
    with unchanged():
        done = ana_client.post("/deals/bulk", {"ids": deals, "step": "apply-value", "value": "a lot"})
    assert done.status_code == 422
    assert "is not an amount" in done.content.decode()


def test_nothing_chosen(ana_client: Client, deals: list[int]) -> None:
    with unchanged():
        assert ana_client.post("/deals/bulk", {"step": "archive"}).status_code == 422
        assert ana_client.post("/deals/bulk", {"ids": deals, "step": "field-status"}).status_code == 404
        assert ana_client.post("/deals/bulk", {"ids": deals, "step": "apply-bogus"}).status_code == 404


def test_what_is_not_one_s_own(cleo_client: Client, rita_client: Client, deals: list[int]) -> None:
    with unchanged():
        sent = {"ids": deals, "step": "apply-value", "value": "1"}
        assert cleo_client.post("/deals/bulk", sent).status_code == 404
        assert cleo_client.post("/deals/bulk", {"ids": deals, "step": "archive"}).status_code == 404
        assert rita_client.post("/deals/bulk", sent).status_code == 403


def test_a_way_back_elsewhere_is_not_taken(ana_client: Client, deals: list[int]) -> None:
    sent = {"ids": deals, "step": "apply-value", "value": "1", "back": "https://elsewhere.example/"}
    assert ana_client.post("/deals/bulk", sent)["Location"] == "/deals/"

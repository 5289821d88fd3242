from __future__ import annotations

import re

import pytest
from django.test import Client

from trato.records import actions, rows
from trato.records.registry import registry
from trato.testing.assertions import unchanged
from trato.testing.cast import Cast
from trato.workspace.actions import change_many
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
    assert 'value="preview-owner"' in form
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


def preview(client: Client, status: int = 200, **sent: object) -> str:
    done = client.post("/deals/bulk", sent, headers=HTMX)
    assert done.status_code == status
    return " ".join(done.content.decode().split())


def test_what_will_change_is_said_before(ana_client: Client, cast: Cast, deals: list[int]) -> None:
    actions.change(cast.ana, "deals", deals[0], {"owner": cast.ben.user_id})
    with unchanged():
        text = preview(ana_client, ids=deals, step="preview-owner", owner=cast.ben.user_id)
        assert (
            "Sets Owner to “Ben” for 2 deals. One has it already. One undo brings the old values back."
            in text
        )
        assert f'name="owner" value="{cast.ben.user_id}"' in text
        assert 'value="apply-owner"' in text
        assert ">Change 2 deals<" in text
        text = preview(ana_client, all="1", filter="value>1", step="preview-value", value="2")
        assert "Sets Value to “$2” for 1 deal. One has it already." in text
        text = preview(ana_client, ids=deals, step="preview-value", value="")
        assert "Empties Value for 3 deals." in text
        text = preview(ana_client, ids=deals, step="preview-tags", tags="New")
        assert "Adds the tags “New” to 3 deals. This tag is new: New." in text


def test_a_wrong_value_is_said_before(ana_client: Client, deals: list[int]) -> None:
    with unchanged():
        assert "is not an amount" in preview(ana_client, 422, ids=deals, step="preview-value", value="a lot")
        assert "Write a tag." in preview(ana_client, 422, ids=deals, step="preview-tags", tags="")


def test_what_the_value_asks_for_is_asked_once_for_all(
    ana_client: Client, cast: Cast, deals: list[int]
) -> None:
    lost = next(
        row.id
        for row in rows.read(cast.ana, "stages", columns=("name",), sort="id").rows
        if row["name"] == "Lost"
    )
    reasons = rows.read(cast.ana, "lost_reasons", columns=("name",), sort="id").rows
    actions.change(cast.ana, "deals", deals[0], {"lost_reason": reasons[1].id})
    sent = {"ids": deals, "step": "apply-stage", "stage": lost}
    with unchanged():
        asked = preview(ana_client, 422, **sent)
        assert 'name="also" value="lost_reason"' in asked
        assert 'name="also" value="outcome_note"' in asked
        assert f'name="stage" value="{lost}"' in asked
        assert "Lost reason is needed." not in asked
        assert "Lost reason is needed." in preview(ana_client, 422, **sent, also="lost_reason")
    ana_client.post("/deals/bulk", {**sent, "also": "lost_reason", "lost_reason": reasons[0].id})
    stand = [rows.one(cast.ana, "deals", pk, columns=("stage", "lost_reason")) for pk in deals]
    assert [row["stage"].label for row in stand] == ["Lost"] * 3
    # The reason that one of them had is kept.
    first, other = reasons[1]["name"], reasons[0]["name"]
    assert [row["lost_reason"].label for row in stand] == [first, other, other]


def test_the_chosen_rows_are_exported(
    ana_client: Client, cleo_client: Client, rita_client: Client, deals: list[int]
) -> None:
    def exported(client: Client, **sent: object) -> str:
        answer = client.post("/deals/export?columns=name&sort=name", sent)
        assert answer.status_code == 200
        return b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]

    assert "/deals/export" in body(ana_client, "/deals/").split("bulkbar")[1]
    assert exported(ana_client, ids=deals[1:]) == "name\r\nDeal 2\r\nDeal 3\r\n"
    assert exported(ana_client, all="1") == "name\r\nDeal 1\r\nDeal 2\r\nDeal 3\r\n"
    assert exported(cleo_client, ids=deals) == "name\r\n"
    assert ana_client.post("/deals/export", {"ids": "x"}).status_code == 422
    assert rita_client.post("/deals/export", {"ids": deals}).status_code == 403


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


def test_cards_are_chosen_as_rows_are(ana_client: Client, cast: Cast, deals: list[int]) -> None:
    """A board has the list's bar, that moves its cards by the field of its columns and leads back to it."""
    page = " ".join(body(ana_client, "/deals/?layout=board").split())
    assert f'value="{deals[0]}" aria-label="Select Deal 1"' in page
    bar = page.split('class="bulkbar"')[1].split("</form>")[0]
    assert 'value="field-stage"' in bar
    assert 'name="back" value="/deals/?layout=board"' in bar
    wanted = next(
        row.id for row in rows.read(cast.ana, "stages", columns=("name",)).rows if row["name"] == "Qualified"
    )
    sent = {"ids": deals[:2], "step": "apply-stage", "stage": wanted, "back": "/deals/?layout=board"}
    assert ana_client.post("/deals/bulk", sent, headers=HTMX)["HX-Redirect"] == "/deals/?layout=board"
    stages = {pk: rows.one(cast.owner, "deals", pk)["stage"].label for pk in deals}
    assert list(stages.values()) == ["Qualified", "Qualified", "Proposal"]
    text = body(ana_client, "/deals/?layout=board")
    ana_client.post(f"/undo/{text.split('/undo/')[1].split(chr(34))[0]}")
    assert {rows.one(cast.owner, "deals", pk)["stage"].label for pk in deals} == {"Proposal"}


def test_the_bar_of_a_board_moves_by_its_own_columns(ana_client: Client, deals: list[int]) -> None:
    bar = body(ana_client, "/deals/?layout=board&by=owner").split('class="bulkbar"')[1]
    assert 'value="field-stage"' not in bar


def test_what_was_put_away_since_it_was_chosen_stays_as_it_was(cast: Cast, deals: list[int]) -> None:
    actions.archive(cast.owner, "deals", deals[:1])
    done = change_many(cast.ana, registry.get("deals"), deals, {"value": "7"})
    assert done.changed == len(deals) - 1
    shown = rows.some(cast.owner, "deals", deals, columns=("value",))
    assert [shown[pk]["value"].minor == 700 for pk in deals] == [False, *[True] * (len(deals) - 1)]


def test_the_bar_moves_by_the_field_of_the_board(ana_client: Client, cast: Cast, deal: int) -> None:
    bar = bulk_bar_of(body(ana_client, "/deals/"))
    stage = next(text for text in bar if "field-stage" in text)
    assert "Move stage" in stage
    actions.create(cast.ana, "leads", {"name": "Ada"})
    leads, firms = (bulk_bar_of(body(ana_client, f"/{key}/")) for key in ("leads", "companies"))
    assert ["Set status" in text for text in leads if "field-status" in text] == [True]
    assert not any("Set " in text or "Move" in text for text in firms)
    board = bulk_bar_of(body(ana_client, "/deals/?layout=board&by=owner"))
    assert ["field-owner" in text for text in board if ">Move<" in text] == [True]
    assert not any("Move stage" in text for text in board)


def bulk_bar_of(page: str) -> list[str]:
    bar = page.split('class="bulkbar"')[1].split("</form>")[0]
    return re.findall(r"<button.*?</button>", bar, re.DOTALL)

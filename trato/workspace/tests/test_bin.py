from __future__ import annotations

import pytest
from django.test import Client

from trato.records import actions, rows
from trato.testing.assertions import unchanged
from trato.testing.cast import Cast
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body


@pytest.fixture
def binned(cast: Cast, deal: int) -> int:
    actions.archive(cast.ana, "deals", [deal])
    return deal


def test_it_works(ana_client: Client, binned: int) -> None:
    text = body(ana_client, "/bin/")
    assert "Cold storage" in text
    assert "Bring back" in text
    assert "Deals" in text


def test_empty(ana_client: Client, deal: int) -> None:
    assert "The bin is empty" in body(ana_client, "/bin/")


def test_back_again(ana_client: Client, cast: Cast, binned: int) -> None:
    done = ana_client.post("/bin/", {"type": "deals", "ids": binned, "step": "restore"})
    assert done["Location"] == "/bin/?type=deals"
    assert rows.count(cast.ana, "deals").number == 1
    assert 'action="/undo/' in body(ana_client, "/bin/")


def test_for_good_after_a_question(ana_client: Client, cast: Cast, binned: int) -> None:
    sent = {"type": "deals", "ids": binned, "step": "purge"}
    with unchanged():
        assert "Delete 1 deal for good?" in ana_client.post("/bin/", sent, headers=HTMX).content.decode()
    ana_client.post("/bin/", {**sent, "sure": "1"})
    assert rows.count(cast.owner, "deals", archived=None).number == 0
    undo = body(ana_client, "/bin/").split('action="/undo/')[1].split('"')[0]
    ana_client.post(f"/undo/{undo}")
    assert rows.count(cast.owner, "deals", archived=None).number == 1


def test_what_does_not_lie_there_stays(ana_client: Client, cast: Cast, deal: int) -> None:
    sent = {"type": "deals", "ids": deal, "step": "purge", "sure": "1"}
    ana_client.post("/bin/", sent)
    assert rows.count(cast.ana, "deals").number == 1


def test_others_bins(ben_client: Client, cleo_client: Client, binned: int) -> None:
    assert "Cold storage" not in body(cleo_client, "/bin/")
    with unchanged():
        assert (
            cleo_client.post("/bin/", {"type": "deals", "ids": binned, "step": "restore"}).status_code == 404
        )
        assert (
            ben_client.post("/bin/", {"type": "deals", "ids": binned, "step": "restore"}).status_code == 403
        )

"""Dialogs as pages, for who has no scripts: the way up names where it leads."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from trato.records import actions
from trato.testing.cast import Cast
from trato.workspace.tests.test_list import body


def way_up(text: str) -> list[tuple[str, str]]:
    """The links before the title in the head of the page."""
    head = text.split('<header class="toolbar">')[1].split("</h1>")[0]
    return re.findall(r'<a href="([^"]*)">([^<]*)</a>', head)


@pytest.mark.parametrize("act", ["move?by=stage", "verbs/lose", "relations"])
def test_of_a_record(act: str, ana_client: Client, deal: int) -> None:
    assert way_up(body(ana_client, f"/deals/{deal}/{act}")) == [(f"/deals/{deal}", "Cold storage")]


def test_of_what_lies_in_the_bin(owner_client: Client, cast: Cast, deal: int) -> None:
    actions.archive(cast.owner, "deals", [deal])
    assert way_up(body(owner_client, f"/deals/{deal}/purge")) == [(f"/deals/{deal}", "Cold storage")]


@pytest.mark.parametrize(
    ("back", "label"), [("/deals/?filter=status:open", "Deals"), ("/", "My day"), ("/nowhere/at/all", "Back")]
)
def test_of_another_page(back: str, label: str, ana_client: Client, deal: int) -> None:
    given = {"step": "archive", "all": "1", "back": back}
    page = ana_client.post("/deals/bulk", given).content.decode()
    assert way_up(page) == [(back, label)]

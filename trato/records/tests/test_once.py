"""A thing that is sent twice under one name is done once."""

from __future__ import annotations

import pytest
from django.test import Client

from trato.records import actions, once, rows
from trato.records.errors import DoneBefore
from trato.records.models import ChangeSet
from trato.testing.cast import Cast
from trato.testing.makers import Makers

NAME = "0123456789abcdef" * 2


def names(cast: Cast) -> list[str]:
    return [row["name"] for row in rows.read(cast.owner, "companies", columns=("name",)).rows]


def make(cast: Cast, name: str) -> None:
    actions.create(cast.ana, "companies", {"name": name, "owner": cast.ana.user_id})


def test_the_second_time_nothing_is_done(cast: Cast) -> None:
    with once.sent_as(cast.ana, NAME):
        make(cast, "Forge")
        make(cast, "Kettle")  # a request may write more than one change set
    with pytest.raises(DoneBefore), once.sent_as(cast.ana, NAME):
        make(cast, "Forge again")
    assert names(cast) == ["Forge", "Kettle"]
    assert ChangeSet.objects.filter(once=NAME).count() == 1


def test_a_name_is_its_senders_own(cast: Cast) -> None:
    with once.sent_as(cast.ana, NAME):
        make(cast, "Forge")
    with once.sent_as(cast.ben, NAME):
        actions.create(cast.ben, "companies", {"name": "Kettle"})
    assert names(cast) == ["Forge", "Kettle"]


def test_one_that_was_overtaken_while_it_worked(cast: Cast) -> None:
    with once.sent_as(cast.ana, NAME):
        ChangeSet.objects.create(kind="x", actor_id=cast.ana.user_id, via="screen", once=NAME)
        with pytest.raises(DoneBefore):
            make(cast, "Forge")
    assert names(cast) == []


def test_what_was_refused_may_come_again(cast: Cast) -> None:
    with pytest.raises(Exception, match="nonsense"), once.sent_as(cast.ana, NAME):
        actions.create(cast.ana, "companies", {"nonsense": "x"})
    with once.sent_as(cast.ana, NAME):
        make(cast, "Forge")
    assert names(cast) == ["Forge"]


@pytest.mark.parametrize("name", ["", "x", NAME.upper(), NAME + "0"])
def test_what_is_no_name_protects_nothing(cast: Cast, name: str) -> None:
    for _ in range(2):
        with once.sent_as(cast.ana, name):
            make(cast, "Forge")
    assert names(cast) == ["Forge", "Forge"]


def test_the_page_is_shown_anew(cast: Cast, make: Makers, ana_client: Client) -> None:
    deal = make.deal(owner=cast.ana, name="Hall")
    url = f"/deals/{deal}/fields/name"
    headers = {"X-Once": NAME, "HX-Request": "true"}
    first = ana_client.post(url, {"name": "Roof"}, headers=headers)
    assert (first.status_code, "HX-Refresh" in first) == (200, False)
    again = ana_client.post(url, {"name": "Roof"}, headers=headers)
    assert (again.status_code, again["HX-Refresh"]) == (204, "true")
    assert "This had been saved already." in ana_client.get(f"/deals/{deal}").content.decode()

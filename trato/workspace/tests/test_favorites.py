"""Favorites: records and views at hand in one's own sidebar, as long as one may see them."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from trato.records import actions
from trato.records.merge import merge
from trato.records.undo import undo
from trato.testing.assertions import count_queries
from trato.testing.cast import Cast
from trato.testing.makers import Makers
from trato.workspace import favorites
from trato.workspace.tests.test_list import body
from trato.workspace.tests.test_views import saved


def star(client: Client, key: str, pk: int, *, on: bool = True, status: int = 303) -> str:
    done = client.post(f"/{key}/{pk}/favorite", {"on": "1" if on else "0"})
    assert done.status_code == status
    return done.content.decode()


def at_hand(client: Client, url: str = "/notes/?view=0") -> list[tuple[str, str]]:
    """The address and the name of each line under Favorites."""
    text = body(client, url).partition("<summary>Favorites")[2].partition("</details>")[0]
    return re.findall(r'class="nav-item" href="([^"]*)" title="([^"]*)"', text)


def test_it_works(ana_client: Client, ben_client: Client, company: int, deal: int) -> None:
    assert "Add to favorites" in body(ana_client, f"/deals/{deal}")
    star(ana_client, "deals", deal)
    star(ana_client, "deals", deal)  # twice is once
    star(ana_client, "companies", company)
    assert "“Harbour &amp; Vale” is among your favorites." in body(ana_client, "/notes/?view=0")
    assert at_hand(ana_client) == [
        (f"/deals/{deal}", "Cold storage"),
        (f"/companies/{company}", "Harbour &amp; Vale"),
    ]
    assert at_hand(ben_client) == []
    page = body(ana_client, f"/deals/{deal}")
    assert "Remove from favorites" in page
    assert f'href="/deals/{deal}" title="Cold storage" aria-current="page"' in page
    assert page.partition("</nav>")[0].count('aria-current="page"') == 1
    star(ana_client, "deals", deal, on=False)
    assert at_hand(ana_client) == [(f"/companies/{company}", "Harbour &amp; Vale")]


def test_a_view_is_one_too(ana_client: Client, deal: int) -> None:
    pk = saved(ana_client, filter="name:cold")
    assert "Add to favorites" in body(ana_client, f"/deals/?view={pk}")
    star(ana_client, "views", pk)
    text = body(ana_client, f"/deals/?view={pk}")
    assert "Remove from favorites" in text
    assert at_hand(ana_client) == [(f"/deals/?view={pk}", "Big ones")]
    assert f'href="/deals/?view={pk}" title="Big ones" aria-current="page"' in text
    assert "aria-current" not in body(ana_client, "/deals/?view=0").partition("Big ones")[2][:40]


def test_what_one_may_not_see_is_none(cleo_client: Client, ana_client: Client, cast: Cast, deal: int) -> None:
    star(cleo_client, "deals", deal, status=404)
    star(ana_client, "nonsense", 1, status=404)
    star(ana_client, "deals", 999_999, status=404)
    star(ana_client, "deals", deal)
    actions.change(cast.owner, "deals", deal, {"owner": cast.cleo.user_id, "name": "Secret"})
    assert at_hand(ana_client) == []
    assert "Secret" not in body(ana_client, "/notes/?view=0")
    assert ana_client.get(f"/deals/{deal}/favorite").status_code == 405


def test_what_is_in_the_bin_waits_there(ana_client: Client, cast: Cast, deal: int) -> None:
    star(ana_client, "deals", deal)
    actions.archive(cast.ana, "deals", [deal])
    assert at_hand(ana_client) == []
    assert "favorites" not in body(ana_client, f"/deals/{deal}")
    actions.archive(cast.ana, "deals", [deal], archived=False)
    assert at_hand(ana_client) == [(f"/deals/{deal}", "Cold storage")]


def test_a_merge_leads_to_who_is_left_and_back(ana_client: Client, cast: Cast, make: Makers) -> None:
    kept, gone = make.company(name="Acme", owner=cast.ana), make.company(name="Acme Ltd", owner=cast.ana)
    star(ana_client, "companies", gone)
    act = merge(cast.owner, "companies", kept, [gone])
    assert at_hand(ana_client) == [(f"/companies/{kept}", "Acme")]
    undo(cast.owner, act)
    assert at_hand(ana_client) == [(f"/companies/{gone}", "Acme Ltd")]


def test_there_is_an_end(
    ana_client: Client, cast: Cast, make: Makers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(favorites, "MOST", 2)
    deals = [make.deal(owner=cast.ana) for _one in range(3)]
    for pk in deals[:2]:
        star(ana_client, "deals", pk)
    assert "2 favorites are enough" in star(ana_client, "deals", deals[2], status=409)
    assert len(at_hand(ana_client)) == 2


def test_more_of_them_take_no_more_queries(ana_client: Client, cast: Cast, make: Makers) -> None:
    deals = [make.deal(owner=cast.ana) for _one in range(9)]
    star(ana_client, "deals", deals[0])
    at_hand(ana_client)
    few = count_queries(lambda: ana_client.get("/notes/?view=0"))
    for pk in deals:
        star(ana_client, "deals", pk)
    at_hand(ana_client)
    assert count_queries(lambda: ana_client.get("/notes/?view=0")) == few

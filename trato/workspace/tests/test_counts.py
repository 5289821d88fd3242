"""How many rows tabs and places of the sidebar lead to: said once the page has come."""

from __future__ import annotations

import pytest
from django.test import Client

from trato.records import actions
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers
from trato.workspace.tests.test_list import body

pytestmark = pytest.mark.django_db
LATE = '<span class="count" data-count aria-hidden="true"></span>'


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is."""
    monkeypatch.setattr("trato.workspace.views.counts.PATIENCE", 60)


def counted(client: Client, *addresses: str) -> dict[str, str]:
    answer = client.get("/counts", {"at": list(addresses)})
    assert answer.status_code == 200
    told: dict[str, str] = answer.json()
    return told


@pytest.fixture
def deals(cast: Cast, make: Makers) -> list[int]:
    """Two of Ana's, of which one is won, and one of Cleo's, who is in another team."""
    return [
        make.deal(owner=cast.ana, name="Kiln", value="5"),
        make.deal(owner=cast.ana, name="Oven", stage="Won", value="70"),
        make.deal(owner=cast.cleo, name="Ring"),
    ]


def test_the_rows_of_each_address_are_counted(ana_client: Client, cast: Cast, deals: list[int]) -> None:
    view = actions.create(
        cast.ana, "views", {"name": "Large", "type": "deals", "filter": "value>10", "columns": []}
    )
    asked = {
        "/deals/": "1",
        "/deals/?view=0": "2",
        "/deals/?filter=status:won": "1",
        "/deals/?filter=name:Kiln&sort=name&layout=board": "1",
        f"/deals/?view={view}": "1",
        "/deals/?filter=name:nothing": "0",
        "/contacts/": "0",
    }
    assert counted(ana_client, *asked) == asked
    seen = counted(sign_in(cast.cleo), "/deals/?view=0", "/deals/?filter=name:Kiln", f"/deals/?view={view}")
    assert seen == {"/deals/?view=0": "1", "/deals/?filter=name:Kiln": "0"}
    assert counted(sign_in(cast.owner), "/deals/?view=0") == {"/deals/?view=0": "3"}


def test_what_is_no_list_that_can_be_read_is_left_out(ana_client: Client, deals: list[int]) -> None:
    wrong = (
        f"/deals/{deals[0]}",
        "/nowhere/",
        "/deals/?filter=bogus:1",
        "/deals/?view=987654",
        "/deals/?view=0&as-of=2026-01-01",
        "https://elsewhere.example/",
        "//[",
        "",
    )
    assert counted(ana_client, *wrong) == {}
    assert counted(ana_client) == {}


def test_counters_are_exact_and_other_counts_end_somewhere(
    ana_client: Client, cast: Cast, make: Makers, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.many("deals", 1002, owner=cast.ana)
    known, live = "/deals/?filter=status:open", "/deals/?filter=not name:nothing"
    assert counted(ana_client, live, known) == {known: "1,002", live: "1,000+"}
    # What takes too long together is not told, what is known is.
    monkeypatch.setattr("trato.workspace.views.counts.PATIENCE", -1)
    assert counted(ana_client, live, known) == {known: "1,002"}


def test_tabs_and_the_sidebar_have_room_for_them(ana_client: Client, cast: Cast, deals: list[int]) -> None:
    """In the sidebar where a list opens with what is still open."""
    page = body(ana_client, "/deals/?filter=status:open")
    tabs = page.split('<nav class="tabs"')[1].split("</nav>")[0]
    assert tabs.count(LATE) == tabs.count("<a ") == 3
    sidebar = page.split('id="sidebar"')[1].split("</nav>")[0]
    wanted = [link.split('href="')[1].split('"')[0] for link in sidebar.split("<a ")[1:] if LATE in link]
    assert wanted == ["/deals/", "/tasks/"]
    assert 'data-counts="/counts"' in page

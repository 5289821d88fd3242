"""What stands around a page: where it leads, and what one adds from it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client


def plus(client: Client, path: str) -> tuple[str, str]:
    """Where the phone's “+” leads from this page, and the dialog that it opens instead."""
    bar = client.get(path).text.split('class="bottombar"')[1].split("</nav>")[0]
    found = re.search(r'<a class="add"\s+href="([^"]+)"(?: data-dialog="([^"]+)")?', bar)
    assert found
    return found[1], found[2] or ""


def offered(client: Client, path: str) -> list[str]:
    """What the dialog of “+” lets one choose of."""
    page = client.get(path).text
    sheet = page.split('id="create"')[1].split("</dialog>")[0] if 'id="create"' in page else ""
    return re.findall(r'href="([^"]+)"', sheet)


def test_plus_makes_one_more_of_what_one_looks_at(ana_client: Client) -> None:
    for path in ("/deals/", "/deals/new"):
        assert plus(ana_client, path) == ("/deals/new", "")
        assert offered(ana_client, path) == []
    assert plus(ana_client, "/files/") == ("/files/new", "")


def test_plus_lets_one_choose_elsewhere_and_never_offers_a_setting(ana_client: Client) -> None:
    made = ["contacts", "companies", "leads", "deals", "notes", "tasks", "calls", "meetings", "files"]
    for path in ("/", "/calendar/", "/history/", "/profile"):
        assert plus(ana_client, path) == ("/contacts/new", "create")
        found = offered(ana_client, path)
        assert [key for key in made if f"/{key}/new" in found] == made
        assert not {"/tags/new", "/users/new"} & set(found)


def test_what_one_sells_stands_above_what_it_is_sold_from(ana_client: Client) -> None:
    """The order is that of daily work, whatever room declares a type first."""
    nav = ana_client.get("/").text.split('class="sidebar"')[1].split("</nav>")[0]
    found = re.findall(r'href="/(leads|deals|products)/', nav)
    assert found == ["leads", "deals", "products"]

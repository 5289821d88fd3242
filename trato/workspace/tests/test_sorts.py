"""The sort menu has a line for each field, says in words what comes first, and marks what holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trato.workspace.tests.test_list import body

if TYPE_CHECKING:
    from django.test import Client

LINE = re.compile(
    r'<a class="menu-item" href="([^"]*)"( aria-current="true")?><span>([^<]*)</span><small>([^<]*)</small>'
)


def lines(page: str) -> dict[tuple[str, str], tuple[str, bool]]:
    menu = page.split(">Sort</span>")[1].split("</details>")[0]
    return {(label, note): (url, bool(now)) for url, now, label, note in LINE.findall(menu)}


def test_each_field_stands_once_with_its_direction(ana_client: Client, deal: int) -> None:
    page = body(ana_client, "/deals/?view=0")
    found = lines(page)
    assert [" ".join(one) for one in found] == [
        "Name A to Z",
        "Value Largest first",
        "Opened on Newest first",
        "Expected close Newest first",
        "Closed on Newest first",
        "Created at Newest first",
        "Created at Oldest first",
        "Updated at Newest first",
        "Company A to Z",
        "Stage A to Z",
        "Owner A to Z",
        "In stage Longest first",
    ]
    assert [note for (_label, note), (_url, now) in found.items() if now] == ["Newest first"]
    assert 'title="Created at: Newest first"' in page
    assert found["Value", "Largest first"][0].endswith("sort=-value")
    assert found["Company", "A to Z"][0].endswith("sort=company")


def test_what_holds_can_be_turned_round(ana_client: Client, deal: int) -> None:
    found = lines(body(ana_client, "/deals/?view=0&sort=value"))
    assert found["Value", "Smallest first"][1]
    url, now = found["Value", "Largest first"]
    assert (url.endswith("sort=-value"), now) == (True, False)
    assert ("Created at", "Oldest first") not in found

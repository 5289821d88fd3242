"""How a list's rows stand: widths of columns, two densities; remembered by the address and by views."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from trato.records import actions
from trato.testing.cast import Cast
from trato.workspace.tests.test_list import body


def test_widths_of_columns(ana_client: Client, deal: int) -> None:
    text = body(ana_client, "/deals/?widths=name:240,value:120,company.industry:90&columns=value")
    assert 'data-width="240"' in text
    assert 'data-width="120"' in text
    assert "table sized" in text
    assert "widths=name:240" in text.split("<thead")[1].split("</thead>")[0]
    assert "sized" not in body(ana_client, "/deals/").split("<thead")[0].split('class="table')[1][:40]


@pytest.mark.parametrize("widths", ["name", "name:", "name:x", "name:1", "name:99999", ":,,:", "bogus:100"])
def test_widths_that_are_none(ana_client: Client, deal: int, widths: str) -> None:
    text = body(ana_client, f"/deals/?widths={widths}")
    assert "data-width" not in text
    assert "Cold storage" in text


def menu_of_display(text: str) -> list[str]:
    """The lines of the menu Display, with a star at how the list is."""
    menu = next(part for part in text.split("<details")[1:] if '<span class="label">Display</span>' in part)
    assert "<h3>Row height</h3>" in menu.split("</details>")[0]
    lines = re.findall(r'<a class="menu-item"([^>]*)>.*?<span>([^<]+)</span>', menu.split("</details>")[0])
    return [f"{said}{'*' if 'aria-current' in marks else ''}" for marks, said in lines]


def test_two_densities(ana_client: Client, cast: Cast, deal: int) -> None:
    plain = body(ana_client, "/deals/?view=0")
    assert '<table class="table snug"' in plain
    assert menu_of_display(plain) == ["Columns", "Comfortable*", "Compact"]
    assert "/deals/?view=0&amp;density=compact" in plain
    assert '<table class="table snug compact"' in body(ana_client, "/deals/?density=compact")
    given = {"name": "Dense", "type": "deals", "options": {"density": "compact", "bogus": 3, "group": 7}}
    view = actions.create(cast.ana, "views", given)
    text = body(ana_client, f"/deals/?view={view}")
    assert '<table class="table snug compact"' in text
    assert menu_of_display(text) == ["Columns", "Comfortable", "Compact*"]
    assert f"/deals/?view={view}&amp;density=comfortable" in text
    assert '<table class="table snug"' in body(ana_client, f"/deals/?view={view}&density=comfortable")

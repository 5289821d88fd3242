"""A list in groups: headings counted and summed, rows read group by group."""

from __future__ import annotations

import pytest
from django.test import Client

from trato.accounts.models import FieldRight
from trato.records import actions, snapshot
from trato.testing.assertions import count_queries
from trato.testing.cast import Cast
from trato.testing.makers import Makers
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body


@pytest.fixture
def deals(cast: Cast, make: Makers) -> list[int]:
    company = make.company(name="Acme", industry="Tools")
    given = [
        {"value": "100", "expected_close_on": "2026-01-31", "owner": cast.ana, "company": company},
        {"value": "20", "expected_close_on": "2026-02-01", "owner": cast.ana},
        {"value": "3", "owner": cast.ben},
        {"owner": cast.ben, "company": company},
    ]
    return [make.deal(name=f"Deal {place}", **one) for place, one in enumerate(given)]


def part(client: Client, url: str) -> list[str]:
    """The names of the rows that a group's fragment holds."""
    text = body(client, url, headers=HTMX)
    assert "<html" not in text
    return sorted(word.split("<")[0] for word in text.split('">') if word.startswith("Deal "))


def test_by_person(ana_client: Client, cast: Cast, deals: list[int]) -> None:
    text = body(ana_client, "/deals/?group=owner")
    assert text.count('class="group-head"') == 2
    ana, ben = text.split('class="group-head"')[1:]
    assert '<span class="count">2</span>' in ana
    assert "<b>$120</b>" in ana
    assert "<b>$3</b>" in ben
    assert "Deal 0" in ana.split("</tr>", 1)[1]
    assert part(ana_client, f"/deals/?group=owner&in={cast.ben.user_id}") == ["Deal 2", "Deal 3"]


def test_the_sum_stands_under_its_column(ana_client: Client, cast: Cast, deals: list[int]) -> None:
    head = body(ana_client, "/deals/?group=owner").split('class="group-head"')[1].split("</tr>")[0]
    assert 'colspan="4"' in head  # the box, the name, the company and the stage stand before the value
    assert '<td class="num" role="cell"><b>$120</b></td>' in head
    unsummed = body(ana_client, "/deals/?group=owner&columns=stage").split('class="group-head"')[1]
    assert "Sum" not in unsummed.split("</tr>")[0]


def test_by_month(ana_client: Client, deals: list[int]) -> None:
    text = body(ana_client, "/deals/?group=expected_close_on")
    assert text.index("January 2026") < text.index("February 2026") < text.index("No expected close")
    assert part(ana_client, "/deals/?group=expected_close_on&in=2026-01") == ["Deal 0"]
    assert part(ana_client, "/deals/?group=expected_close_on&in=none") == ["Deal 2", "Deal 3"]


def test_a_moment_is_in_the_month_of_its_reader(ana_client: Client, cast: Cast, deals: list[int]) -> None:
    text = body(ana_client, "/deals/?group=created_at")
    assert text.count('class="group-head"') == 1
    assert '<span class="count">4</span>' in text


def test_through_a_link(ana_client: Client, cast: Cast, deals: list[int]) -> None:
    text = body(ana_client, "/deals/?group=company.owner")
    assert text.count('class="group-head"') == 2
    assert part(ana_client, "/deals/?group=company.owner&in=none") == ["Deal 1", "Deal 2"]


def test_with_a_filter(ana_client: Client, cast: Cast, deals: list[int]) -> None:
    text = body(ana_client, "/deals/?group=owner&filter=value>50")
    assert text.count('class="group-head"') == 1
    assert part(ana_client, f"/deals/?group=owner&in={cast.ana.user_id}&filter=value>50") == ["Deal 0"]


def test_a_saved_view_remembers_it(ana_client: Client, cast: Cast, deals: list[int]) -> None:
    view = actions.create(cast.ana, "views", {"name": "V", "type": "deals", "options": {"group": "owner"}})
    assert body(ana_client, f"/deals/?view={view}").count('class="group-head"') == 2
    assert body(ana_client, f"/deals/?view={view}&group=").count('class="group-head"') == 0


@pytest.mark.parametrize("name", ["bogus", "name", "contacts", "company.bogus", "value"])
def test_what_cannot_be_grouped_by_is_said(ana_client: Client, deals: list[int], name: str) -> None:
    text = body(ana_client, f"/deals/?group={name}")
    assert f"cannot be grouped by “{name}”" in text
    assert "Deal 0" in text


@pytest.mark.parametrize("key", ["2026-13", "x", "2026-01-05", "-1"])
def test_a_group_that_is_none(ana_client: Client, deals: list[int], key: str) -> None:
    body(ana_client, f"/deals/?group=expected_close_on&in={key}", 404, headers=HTMX)
    body(ana_client, f"/deals/?group=owner&in={key}", 404, headers=HTMX)


def test_a_hidden_field_is_no_group(ana_client: Client, deals: list[int]) -> None:
    FieldRight.objects.create(role="member", type="deals", field="expected_close_on", level="hidden")
    snapshot.reset()
    text = body(ana_client, "/deals/?group=expected_close_on")
    assert "January 2026" not in text
    assert "Expected close, by month" not in text
    assert "Owner</span>" in text


def test_queries_do_not_grow_with_rows(
    ana_client: Client, cast: Cast, deals: list[int], make: Makers
) -> None:
    few = count_queries(lambda: body(ana_client, "/deals/?group=owner"))
    make.many("deals", 20, owner=cast.ana)
    assert count_queries(lambda: body(ana_client, "/deals/?group=owner")) <= few

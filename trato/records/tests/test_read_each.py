"""Several pages asked at once are the same as each asked alone, with one statement for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trato.records import rows
from trato.records.filters import parse

if TYPE_CHECKING:
    from trato.testing.cast import Cast
    from trato.testing.makers import Makers

FILTERS = ["job_title=Cook", "job_title=Nobody", "job_title:none", "owner:me"]


@pytest.fixture
def people(cast: Cast, make: Makers) -> None:
    for at in range(6):
        title = {} if at == 5 else {"job_title": "Cook" if at % 2 else "Baker"}
        make.contact(name=f"Person {at}", owner=cast.cleo if at == 3 else cast.ana, **title)


@pytest.mark.parametrize("sort", ["name", "-name", "job_title", "-job_title", "id"])
@pytest.mark.parametrize("limit", [1, 2, 50])
def test_each_page_is_as_if_asked_alone(cast: Cast, people: None, sort: str, limit: int) -> None:
    nodes = [parse(words) for words in FILTERS]
    columns = ["name", "job_title", "owner", "companies"]
    alone = [
        rows.read(cast.ana, "contacts", columns=columns, filter=node, sort=sort, limit=limit)
        for node in nodes
    ]
    together = rows.read_each(cast.ana, "contacts", nodes, columns=columns, sort=sort, limit=limit)
    assert together == alone
    assert [len(page.rows) for page in together] == [min(limit, one) for one in (2, 0, 1, 5)]


def test_pages_are_asked_at_once(cast: Cast, people: None) -> None:
    nodes = [parse(words) for words in FILTERS]
    rows.read_each(cast.ana, "contacts", nodes, columns=["name"], sort="-created_at", limit=5)
    with CaptureQueriesContext(connection) as captured:
        rows.read_each(cast.ana, "contacts", nodes, columns=["name"], sort="-created_at", limit=5)
    assert len(captured.captured_queries) == 1


def test_more_than_go_into_one_statement(cast: Cast, people: None) -> None:
    nodes = [parse("job_title=Cook")] * 120
    pages = rows.read_each(cast.ana, "contacts", nodes, columns=["name"], sort="-name", limit=2)
    assert [[row["name"] for row in page.rows] for page in pages] == [["Person 3", "Person 1"]] * 120

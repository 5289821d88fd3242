"""Filters that no index answers find the same rows by the shorter way, taken only where it is shorter."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trato.records import actions, rows
from trato.records.reading import reading
from trato.records.registry import registry
from trato.records.rows import narrowing
from trato.testing.cast import Cast
from trato.testing.makers import Makers

#: Conditions on the inside of texts and on columns without an index, alone and with others.
SEARCHING = [
    "first_name:ari",
    "first_name:zzq",
    "first_name:ari owner:me",
    "first_name:ari or last_name:ari",
    "emails:vale",
    "first_name:ari not last_name:stone",
]


@pytest.fixture
def people(cast: Cast, make: Makers) -> None:
    for at, (first, last) in enumerate(
        [("Arianne", "Stone"), ("Mariana", "Brook"), ("Ben", "Arias"), ("Cleo", "Vale"), ("Ari", "Old")]
    ):
        address = f"{first.lower()}@vale.example" if at % 2 else f"{first.lower()}@hill.example"
        owner = cast.cleo if at == 1 else cast.ana
        pk = make.contact(name=f"{first} {last}", emails=[{"value": address}], owner=owner)
        if last == "Old":
            actions.archive(cast.ana, "contacts", [pk])


def read(cast: Cast, words: str) -> list[str]:
    found = rows.read(cast.ana, "contacts", columns=["name"], filter=words, sort="-name")
    return [str(row["name"]) for row in found.rows]


def looks(cast: Cast, words: str, sort: str = "name") -> bool:
    """Whether ids are looked for before rows are read."""
    with CaptureQueriesContext(connection) as captured:
        rows.read(cast.ana, "contacts", columns=["name"], filter=words, sort=sort)
    return any(f"LIMIT {narrowing.MOST + 1}" in one["sql"] for one in captured.captured_queries)


@pytest.mark.parametrize("words", SEARCHING)
def test_both_ways_find_the_same(
    cast: Cast, people: None, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = read(cast, words), rows.count(cast.ana, "contacts", filter=words)
    monkeypatch.setattr(narrowing, "MOST", 0)  # as where too many match
    assert (read(cast, words), rows.count(cast.ana, "contacts", filter=words)) == short


def test_rows_out_of_sight_and_in_the_bin_stay_there(cast: Cast, make: Makers, people: None) -> None:
    assert read(cast, "first_name:ari") == ["Mariana Brook", "Arianne Stone"]
    make.deal(name="Plan of Ana", owner=cast.ana)
    make.deal(name="Plan of Cleo", owner=cast.cleo)
    found = rows.read(cast.cleo, "deals", columns=["name"], filter="name:plan", sort="name").rows
    assert [row["name"] for row in found] == ["Plan of Cleo"]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("first_name:ari", True),
        ("first_name:ari not owner:me", True),
        ("first_name:ari or owner:me", True),
        ("first_name:ari owner:me", False),
        ("last_name=stone", False),
        ("owner:me", False),
        ("not first_name:ari", False),
        ("first_name:none", False),
        ("stone", False),
        ("", False),
    ],
)
def test_only_where_no_index_leads(cast: Cast, people: None, words: str, wanted: bool) -> None:
    assert looks(cast, words) is wanted
    assert not looks(cast, words, sort="id")


def test_page_and_count_look_once(cast: Cast, people: None) -> None:
    with CaptureQueriesContext(connection) as captured, reading():
        rows.read(cast.ana, "contacts", columns=["name"], filter="first_name:ari", sort="name")
        rows.count(cast.ana, "contacts", filter="first_name:ari")
    found = [one for one in captured.captured_queries if f"LIMIT {narrowing.MOST + 1}" in one["sql"]]
    assert len(found) == 1


def test_what_is_written_is_read_anew(cast: Cast, make: Makers) -> None:
    with reading():
        assert rows.count(cast.ana, "contacts", filter="first_name:ari").number == 0
        make.contact(name="Ari Young", owner=cast.ana)
        assert rows.count(cast.ana, "contacts", filter="first_name:ari").number == 1


def test_a_write_past_the_engine_is_heard_too(cast: Cast, make: Makers) -> None:
    pk = make.contact(name="Ari Young", owner=cast.ana)
    with reading():
        assert rows.count(cast.ana, "contacts", filter="first_name:ari").number == 1
        registry.get("contacts").model._base_manager.filter(pk=pk).update(first_name_key="ben")
        assert rows.count(cast.ana, "contacts", filter="first_name:ari").number == 0

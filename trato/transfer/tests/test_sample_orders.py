"""The sample's four files end in the same state whatever comes first, and undone in the empty one."""

from __future__ import annotations

import itertools
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from trato.accounts.actor import Actor
from trato.records import rows
from trato.records.checksum import checksum
from trato.records.errors import Refused
from trato.records.undo import undo
from trato.testing.assertions import assert_no_drift
from trato.transfer.tests.conftest import Bring

FILES = {
    "a": ("accounts.csv", "companies"),
    "p": ("products.csv", "products"),
    "t": ("sales_teams.csv", "users"),
    "d": ("sales_pipeline.csv", "deals"),
}
EVERY = ["".join(order) for order in itertools.permutations(FILES)]
#: What heals what follows from the order alone; the other database sees six, in which each file comes first.
ORDERS = [
    pytest.param(order, marks=() if place % 4 == 0 else pytest.mark.sqlite)
    for place, order in enumerate(EVERY)
]
SEEN: dict[str, Any] = {}


def count(actor: Actor, type_key: str, filter: str = "") -> int:
    return rows.count(actor, type_key, filter=filter, cap=None).number


def state(actor: Actor) -> Any:
    """What people see, without ids."""
    columns = {
        "companies": ("name", "industry", "employees", "revenue", "country", "parent", "year_established"),
        "products": ("name", "family", "price"),
        "users": ("name", "manager", "teams"),
        "teams": ("name",),
        "stages": ("name", "kind", "pipeline"),
        "deals": (
            "reference",
            "name",
            "company",
            "products",
            "owner",
            "stage",
            "opened_on",
            "closed_on",
            "value",
        ),
    }
    return {key: sorted(map(plain, everything(actor, key, names))) for key, names in columns.items()}


def everything(actor: Actor, key: str, names: tuple[str, ...]) -> list[Any]:
    found: list[Any] = []
    after = None
    while True:
        page = rows.read(actor, key, columns=names, sort="id", limit=1000, after=after)
        found += page.rows
        after = page.next
        if after is None:
            return found


def plain(row: Any) -> tuple[str, ...]:
    def text(value: Any) -> str:
        if isinstance(value, tuple):
            return ";".join(one.label for one in value)
        return str(getattr(value, "label", value))

    return tuple(text(value) for value in row.values())


def bring_all(bring: Bring, folder: Path, order: str) -> list[int]:
    results = [bring(FILES[key][1], folder / FILES[key][0]) for key in order]
    assert [one.refused for one in results] == [0, 0, 0, 0]
    return [one.set or 0 for one in results]


@pytest.mark.parametrize("order", ORDERS)
def test_order(order: str, bring: Bring, boss: Actor, few: Path) -> None:
    before = checksum()
    sets = bring_all(bring, few, order)
    assert_no_drift()
    found = state(boss)
    assert [len(found[key]) for key in ("companies", "products", "users", "teams", "deals")] == [
        85,
        7,
        42,
        3,
        300,
    ]
    assert found == SEEN.setdefault("few", found)
    random.Random(order).shuffle(sets)
    assert [undo(boss, number).kept for number in sets] == [[], [], [], []]
    assert checksum() == before


def test_the_whole_sample(bring: Bring, boss: Actor, sample: Path) -> None:
    before = checksum()
    results = {key: bring(FILES[key][1], sample / FILES[key][0]) for key in "dtpa"}
    # The deals named thirty of the people before their own file came.
    assert {key: one.created for key, one in results.items()} == {"a": 85, "p": 7, "t": 5, "d": 8800}
    assert (count(boss, "users"), count(boss, "teams")) == (42, 3)
    parents = rows.read(boss, "companies", columns=("parent",), filter="parent:any", limit=100).rows
    assert (len(parents), len({row["parent"].id for row in parents})) == (15, 7)
    found = {}
    for one in rows.group(boss, "deals", by="stage", total="value"):
        found[one.value.label] = (one.count, one.total and Decimal(one.total.as_text()))
    worth = {"Won": (4238, Decimal("10005534.00")), "Lost": (2473, Decimal("0.00"))}
    assert found == worth | {"Engaging": (1589, None), "Prospecting": (500, None)}
    assert count(boss, "deals", "company:none") == 1425
    again = bring("deals", sample / "sales_pipeline.csv")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 8800)
    waiting = [one for one in again.pending if one["field"] == "products"]
    assert [(one["text"], one["rows"], one["proposal"]["label"]) for one in waiting] == [
        ("GTXPro", 1480, "GTX Pro")
    ]
    assert_no_drift()
    with pytest.raises(Refused):  # it changed nothing
        undo(boss, again.set or 0)
    for key in "tdap":
        assert undo(boss, results[key].set or 0).kept == []
    assert checksum() == before

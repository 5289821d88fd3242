"""Where more docs match than are read at once, each type is asked for its own, and nothing is missed."""

from __future__ import annotations

import pytest

from trato.records import actions
from trato.search import finding, index
from trato.search.asking import Question
from trato.testing.cast import Cast


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(index, "MOST_JOINED", 3)
    monkeypatch.setattr(index, "WALKED", 4)


def found(cast: Cast, text: str) -> dict[str, tuple[list[str], int, bool]]:
    return {
        one.record_type.key: ([row[one.record_type.title] for row in one.rows], one.count, one.capped)
        for one in finding.find(cast.owner, Question.of(text))
    }


def test_the_few_of_one_type_are_found_beside_the_many_of_another(cast: Cast) -> None:
    for number in range(7):
        actions.create(cast.owner, "companies", {"name": f"Forge {number}"})
    actions.create(cast.owner, "contacts", {"first_name": "Ida", "last_name": "Forge"})
    seen = found(cast, "forg")
    assert seen["contacts"] == (["Ida Forge"], 1, False)
    assert seen["companies"] == ([f"Forge {number}" for number in (6, 5, 4, 3, 2)], 7, False)


def test_one_that_is_older_than_those_looked_through_is_found(cast: Cast) -> None:
    actions.create(cast.owner, "companies", {"name": "Anvil works"})
    for number in range(6):
        actions.create(cast.owner, "companies", {"name": f"Forge {number}", "city": "Anville"})
        actions.create(cast.owner, "contacts", {"first_name": "Ida", "last_name": f"Anvil {number}"})
    names, count, capped = found(cast, "anvil works")["companies"]
    assert (names, count, capped) == (["Anvil works"], 1, False)

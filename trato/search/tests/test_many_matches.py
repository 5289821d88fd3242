"""Where more docs match than are read at once, each type is asked for its own, and nothing is missed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trato.records import actions
from trato.search import finding, frequent, index
from trato.search.asking import Question
from trato.testing.cast import Cast


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(index, "MOST_JOINED", 3)
    monkeypatch.setattr(index, "MOST_GATHERED", 3)
    monkeypatch.setattr(index, "WALKS", (2, 4))


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


def test_of_many_those_whose_titles_begin_so_stand_first(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told by the order of titles; then the newest with all words, then those with them elsewhere."""
    monkeypatch.setattr(finding, "COMPARED", 2)
    for name in ("Forge", "FÖRGE of Ålesund", "Old forge 1", "Old forge 2", "Old forge 3"):
        actions.create(cast.owner, "companies", {"name": name})
    elsewhere = [
        actions.create(cast.owner, "companies", {"name": f"Anvil {number}", "city": "Forge"})
        for number in range(6)
    ]
    begin = ["Forge", "FÖRGE of Ålesund"]
    assert found(cast, "forge")["companies"] == (
        [*begin, "Old forge 3", "Old forge 2", "Old forge 1"],
        11,
        False,
    )
    actions.archive(cast.owner, "companies", elsewhere[:2])
    assert found(cast, "forge")["companies"][1] == 9
    monkeypatch.setattr(finding, "SMALL_BIN", 1)
    assert found(cast, "forge")["companies"][1] == 9
    monkeypatch.setattr(finding, "CAP", 6)  # more than are counted: still those first
    names, count, capped = found(cast, "forge")["companies"]
    assert (names[:2], count, capped) == (begin, 6, True)


def test_beyond_the_cap_enough_that_begin_so_are_enough(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "COMPARED", 2)
    monkeypatch.setattr(finding, "CAP", 6)
    for number in range(6):
        actions.create(cast.owner, "companies", {"name": f"Forge {number}"})
    gone = actions.create(cast.owner, "companies", {"name": "Forge"})
    for number in range(6):
        actions.create(cast.owner, "companies", {"name": f"Anvil {number}", "city": "Forge"})
    actions.archive(cast.owner, "companies", [gone])
    assert found(cast, "forge")["companies"] == ([f"Forge {number}" for number in range(5)], 6, True)


def test_of_a_word_known_to_be_frequent_not_all_docs_are_gathered(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite reads its index in order and stops")
    for number in range(9):
        actions.create(cast.owner, "companies", {"name": f"Forge {number}"})

    def gathered(text: str) -> bool:
        monkeypatch.setattr(frequent, "_known", frequent._Known())
        with CaptureQueriesContext(connection) as taken:
            assert len(found(cast, text)["companies"][0]) == 5
        return any(
            one["sql"].startswith("SELECT id FROM search_searchdoc WHERE search_vector") for one in taken
        )

    monkeypatch.setattr(frequent, "MANY", 4)
    assert gathered("for")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_searchdoc")
    assert not gathered("for")
    assert not gathered("forge")
    assert gathered("forge forg")  # two words: what both hold may be little
    monkeypatch.setattr(frequent, "MANY", 40)
    assert gathered("for")


@pytest.mark.parametrize("typed", ["a", "an", "anv", "anvi", "anvil", "works an"])
def test_any_beginning_finds_the_word(cast: Cast, typed: str) -> None:
    """Also one by whose letters the index keeps words beside the words themselves."""
    actions.create(cast.owner, "companies", {"name": "Anvil works"})
    actions.create(cast.owner, "companies", {"name": "Works of Andes"})
    names, _count, _capped = found(cast, typed)["companies"]
    assert "Anvil works" in names
    assert ("Works of Andes" in names) == (typed in {"a", "an", "works an"})


def test_beginnings_of_few_letters_are_those_of_any_script(cast: Cast) -> None:
    actions.create(cast.owner, "companies", {"name": "王伟贸易"})
    actions.create(cast.owner, "companies", {"name": "t_works 4ever"})
    for typed in ("王", "王伟", "伟贸"):
        assert found(cast, typed)["companies"][0] == ["王伟贸易"]
    for typed in ("t", "t_w", "4e"):
        assert found(cast, typed)["companies"][0] == ["t_works 4ever"]


def test_what_a_record_is_of_is_none_of_its_words(cast: Cast) -> None:
    """The index holds a word for each type; "Ida t" is no Ida."""
    actions.create(cast.owner, "contacts", {"first_name": "Ida", "last_name": "Forge"})
    for typed in ("Ida t", "Ida t_c", "Ida _contacts", "Ida contacts"):
        assert "contacts" not in found(cast, typed)

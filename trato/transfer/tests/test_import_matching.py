"""What is there already is found by indexes, and loaded only if a row can mean it."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import connection, transaction

from trato.kernel.tables import open_table
from trato.records.expressions import AmongTexts
from trato.transfer import profile
from trato.transfer import rows as reading
from trato.transfer.taking import Taker
from trato.transfer.tests.conftest import Bring, Read, as_csv

HEAD = "reference,name,email,job title"
COLUMNS = ("reference", "name", "emails", "job_title")


def _people(dice: random.Random, number: int) -> str:
    references, given = ["", "", "R1", "R2"], ["", "", "a@x.co", "b@x.co", "c@x.co", "d@x.co"]
    return as_csv(
        HEAD,
        *(
            f"{dice.choice(references)},{dice.choice('ABC')} Gil,{dice.choice(given)},{dice.choice('xyz')}"
            for _time in range(number)
        ),
    )


@pytest.mark.parametrize("seed", range(8))
def test_to_load_no_more_than_is_meant_changes_nothing(
    seed: int, bring: Bring, table: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(seed)
    first, second = _people(dice, 12), _people(dice, 20)

    def outcome() -> list[Any]:
        with transaction.atomic():
            bring("contacts", first)
            result = bring("contacts", second)
            found = [[str(row[name]) for name in COLUMNS] for row in table("contacts", *COLUMNS)]
            transaction.set_rollback(True)
        return [found, result.created, result.updated, result.unchanged, result.refused]

    lean = outcome()
    with monkeypatch.context() as patch:
        patch.setattr(Taker, "_meant", lambda _self, _rows, there: set(there.values()))
        assert outcome() == lean


def test_who_has_an_address_is_not_loaded_for_a_name(bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    bring("contacts", as_csv("name,email", "Ana Gil,ana@x.co", "Bo Ek,"))
    meant: list[int] = []
    real = Taker._meant

    def spied(self: Taker, rows: Any, there: Any) -> set[int]:
        found = real(self, rows, there)
        meant.append(len(found))
        return found

    monkeypatch.setattr(Taker, "_meant", spied)
    result = bring("contacts", as_csv("name,email", "Ana Gil,gil@x.co", "Bo Ek,bo@x.co"))
    assert (result.created, result.updated, meant) == (1, 1, [1])


def test_rows_are_told_apart_by_any_number(bring: Bring, table: Read) -> None:
    numbers = ("1", "7", "-5", "123456789012")
    bring("companies", as_csv("name,badge", *(f"Firm {one},{one}" for one in numbers)))
    changed = as_csv("badge,city", *(f"{one},Graz" for one in numbers))
    result = bring("companies", changed, match="badge")
    assert (result.created, result.updated) == (0, 4)
    assert {row["city"] for row in table("companies", "city")} == {"Graz"}


@pytest.mark.sqlite
def test_keys_are_looked_up_by_their_index(bring: Bring) -> None:
    bring("contacts", as_csv("name,email", "Ana Gil,ana@x.co"))
    asked = ("contacts", "emails", AmongTexts.listed(["ana@x.co"]))
    assert [key for _pk, key in reading._WITH_KEYS(*asked)] == ["ana@x.co"]
    written = reading._WITH_KEYS._written["sqlite"]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {written.sql}", [str(one) for one in written.params])
        plan = " ".join(str(row[3]) for row in cursor.fetchall())
    assert "(type=? AND field=? AND key=?)" in plan


def test_a_column_is_known_the_same_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(3)
    cells = [
        dice.choice(["", " ", "a", "b", "3.4.2020", "25.4.2020", "1,5"]) + dice.choice("ab")
        for _ in range(40)
    ]
    table = open_table(
        as_csv("one,two", *(f'"{one}","{two}"' for one, two in zip(cells, cells[::-1], strict=True))).encode()
    )

    def known(rows: int, distinct: int, most: int | None) -> list[Any]:
        monkeypatch.setattr(profile, "ROWS", rows)
        monkeypatch.setattr(profile, "MOST_DISTINCT", distinct)
        found = profile.profile(table, most)
        return [found.rows, found.is_whole, *(vars(column) for column in found.columns)]

    for distinct in (3, 5, 50):
        for most in (None, 7, 39, 40, 41):
            assert known(1, distinct, most) == known(7, distinct, most) == known(1000, distinct, most)
    assert known(7, 50, 40)[:2] == [40, True]
    assert known(7, 50, 39)[:2] == [39, False]

"""Rows whose titles begin so, in the order of their titles."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from trato.records import actions, rows
from trato.testing.cast import Cast


def names(cast: Cast, text: str) -> list[str]:
    found = rows.read(cast.ana, "companies", columns=("name",), sort="name", begins=text)
    return [str(row["name"]) for row in found.rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fo", ["Forge", "FÖRGE of Ålesund", "Forge works"]),
        ("FÓRGE ", ["Forge", "FÖRGE of Ålesund", "Forge works"]),
        ("forge w", ["Forge works"]),
        ("orge", []),
        ("\u0301", []),
        ("王", ["王伟贸易"]),
        ("", ["Anvil", "Forge", "FÖRGE of Ålesund", "Forge works", "Old forge", "王伟贸易"]),
    ],
)
def test_case_and_accents_do_not_matter(cast: Cast, text: str, expected: list[str]) -> None:
    for name in ("Forge works", "FÖRGE of Ålesund", "Forge", "Old forge", "Anvil", "王伟贸易"):
        actions.create(cast.ana, "companies", {"name": name})
    gone = actions.create(cast.ana, "companies", {"name": "Forge gone"})
    actions.archive(cast.ana, "companies", [gone])
    assert names(cast, text) == expected


def test_the_index_of_the_titles_leads_there(cast: Cast) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a table of few rows through")
    asked: list[tuple[str, Any]] = []

    def kept(execute: Any, sql: str, params: Any, *rest: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, *rest)

    with connection.execute_wrapper(kept):
        assert names(cast, "forge") == []
    sql, params = next(one for one in asked if "name_key" in one[0])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        plan = [row[-1] for row in cursor.fetchall()]
    assert any("company_by_name (name_key>? AND name_key<?)" in step for step in plan), plan

"""What holds however many rows there are."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conformance.stage import Stage
from trato.records import actions, rows
from trato.records.record_type import Within
from trato.testing.assertions import count_queries
from trato.testing.cast import sign_in


def doors(stage: Stage) -> dict[str, Callable[[], object]]:
    """The reads whose queries are counted, by name."""
    owner, key = stage.cast.owner, stage.key
    client, program = sign_in(owner), stage.program(owner)
    found: dict[str, Callable[[], object]] = {
        "rows": lambda: rows.read(owner, key, limit=500),
        "count": lambda: rows.count(owner, key),
        "api": lambda: program.get(f"/api/{key}?limit=200&sort=id"),
    }
    if stage.record_type.group:
        # All rows: a bare list may lead on to a view or to what is open.
        found["page"] = lambda: client.get(f"/{key}/?view=0")
    return found


def it_opens_empty(stage: Stage) -> None:
    """A type that has no rows has a list, a count, an answer and a page that says what to do."""
    owner = stage.cast.owner
    for pk in stage.record_type.model._base_manager.values_list("pk", flat=True):
        assert rows.one(owner, stage.key, pk).id == pk
    gone = rows.read(owner, stage.key, filter={"field": "created_at", "op": "<", "value": "1900-01-01"})
    assert (gone.rows, gone.next) == ([], None)
    for door in doors(stage).values():
        response = door()
        assert getattr(response, "status_code", 200) == 200


def it_opens_with_a_thousand_rows(stage: Stage) -> None:
    owner = stage.cast.owner
    assert len(rows.read(owner, stage.key, limit=50).rows) == 50
    count = rows.count(owner, stage.key, cap=1000)
    assert (count.number, count.capped) == (1000, count.capped)
    assert rows.count(owner, stage.key, cap=None).number >= 1000
    for door in doors(stage).values():
        response = door()
        assert getattr(response, "status_code", 200) == 200


def queries_do_not_grow(stage: Stage, few: dict[str, int]) -> None:
    """As many queries for a thousand rows as for a few."""
    for door in doors(stage).values():  # a token notes its use once a minute
        door()
    many = {name: count_queries(door) for name, door in doors(stage).items()}
    grown = {name: (few[name], number) for name, number in many.items() if number > few[name]}
    assert grown == {}, f"queries for few rows and for many: {grown}"


def declared_sorts_use_their_index(stage: Stage) -> None:
    """The database's own plan of each declared sort names an index and sorts nothing itself."""
    record_type = stage.record_type
    analyze()
    for sort in record_type.sorts:
        if isinstance(sort, Within) or (sort == record_type.title and not record_type.fields[sort].sortable):
            continue
        for direction in ("", "-"):
            plan = plan_of(stage, f"{direction}{sort}")
            assert uses_index(plan), f"{direction}{sort} sorts without an index:\n{plan}"


def a_bin_uses_its_index(stage: Stage) -> None:
    """What lies in the bin is found without looking at what does not."""
    record_type = stage.record_type
    if not record_type.is_archivable or record_type.is_setting or not record_type.group:
        return
    analyze()
    plan = plan_of(stage, "-updated_at", archived=True)
    assert "_in_bin" in plan, f"the bin is read without its index (in_bin):\n{plan}"


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def plan_of(stage: Stage, sort: str, filter: str = "", *, archived: bool = False) -> str:
    """How the database reads the first page of that sort."""
    with CaptureQueriesContext(connection) as captured:
        rows.read(
            stage.cast.owner, stage.key, columns=(), sort=sort, filter=filter, limit=20, archived=archived
        )
    statement = captured.captured_queries[0]["sql"]
    prefix = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"{prefix} {statement.replace('%', '%%')}", [])
        return "\n".join(str(line[-1]) for line in cursor.fetchall())


def uses_index(plan: str) -> bool:
    if connection.vendor == "postgresql":
        return "Index" in plan and "Sort" not in plan
    return "USING" in plan and "INDEX" in plan and "USE TEMP B-TREE" not in plan


def a_mass_edit_asks_a_query_a_batch(stage: Stage) -> None:
    """Forty-eight records in the bin take as many queries as twelve, in which every kind of link occurs."""
    if not stage.record_type.is_archivable or stage.key == "users":
        return
    ids = [row.id for row in rows.read(stage.cast.owner, stage.key, columns=(), sort="id", limit=60).rows]
    few = count_queries(lambda: actions.archive(stage.cast.owner, stage.key, ids[:12]))
    many = count_queries(lambda: actions.archive(stage.cast.owner, stage.key, ids[12:]))
    assert many <= few + 2, f"{few} queries for twelve records, {many} for forty-eight"


LARGE = (
    it_opens_with_a_thousand_rows,
    declared_sorts_use_their_index,
    a_bin_uses_its_index,
    a_mass_edit_asks_a_query_a_batch,
)

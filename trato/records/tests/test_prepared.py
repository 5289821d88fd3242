"""Questions that are written once, and those that need not be asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from trato.accounts.rights import Right
from trato.kernel.money import Money
from trato.records import access, actions, rows
from trato.records.errors import NotFound
from trato.records.expressions import Among
from trato.records.filters import Term
from trato.records.models import ChangeSet
from trato.records.prepared import Prepared
from trato.records.registry import registry
from trato.records.values import ById
from trato.testing.assertions import assert_queries
from trato.testing.cast import Cast
from trato.testing.makers import Makers


def test_it_is_written_once_and_bound_each_time(cast: Cast, make: Makers) -> None:
    made = [make.deal(name=f"Deal {at}") for at in range(3)]
    written: list[int] = []

    def asked(ids: Any) -> Any:
        written.append(1)
        return registry.get("deals").model._base_manager.filter(Among(F("pk"), ids)).order_by("pk")

    deals = Prepared(asked)
    for ids in (made[:1], made, [], [10**9, made[2]]):
        assert [one.name for one in deals.records(Among.listed(ids))] == [
            f"Deal {at}" for at in range(3) if made[at] in ids
        ]
    assert written == [1]


def test_values_are_those_of_python(cast: Cast) -> None:
    made = ChangeSet.objects.create(kind="x", via="screen", details={"a": [1]})
    moments = Prepared(lambda pk: ChangeSet.objects.filter(pk=pk).values_list("at", "details", "actor_id"))
    assert moments(made.pk) == [(made.at, {"a": [1]}, None)]
    assert isinstance(moments.first(made.pk), datetime)
    assert moments.first(0) is None


def test_a_number_that_no_row_has(cast: Cast) -> None:
    for number in (0, -1, 2**63, 2**70):
        with pytest.raises(NotFound):
            access.fetch(cast.owner, registry.get("deals"), number)
        assert access.visible_ids(cast.owner, registry.get("deals"), [number]) == set()


def test_who_reaches_everything_is_not_asked_about(cast: Cast, make: Makers) -> None:
    deals = registry.get("deals")
    hers, his = make.deal(owner=cast.ana), make.deal(owner=cast.cleo)
    with assert_queries(0):
        assert access.reached_ids(cast.owner, deals, [hers, his], Right.EDIT) == {hers, his}
    assert access.reached_ids(cast.cleo, deals, [hers, his], Right.EDIT) == {his}


def test_a_record_at_hand_is_not_looked_up(cast: Cast, make: Makers) -> None:
    deal, other = make.deal(owner=cast.ana), make.deal(owner=cast.ana)
    task = make.task(about=f"deals/{deal}", owner=cast.ana)
    make.task(about=f"deals/{other}", owner=cast.ana)
    asked = Term(("about",), ":", (ById(f"deals/{deal}"),))
    rows.read(cast.owner, "tasks", columns=(), sort="id", filter=asked)
    with assert_queries(1):
        found = rows.read(cast.owner, "tasks", columns=(), sort="id", filter=asked)
    assert [row.id for row in found.rows] == [task]


@pytest.mark.parametrize(
    ("filter", "sort", "number"),
    [
        ("due_on<2030-01-01", "due_on", 1),
        ("", "created_at", 1),
        ("", "due_on", 2),
        ("due_on:none", "due_on", 2),
    ],
)
def test_rows_without_a_value_are_looked_for_where_there_can_be_some(
    cast: Cast, make: Makers, filter: str, sort: str, number: int
) -> None:
    due = make.task(due_on="2026-01-02", owner=cast.ana)
    never = make.task(due_on=None, owner=cast.ana)

    def read() -> list[int]:
        return [row.id for row in rows.read(cast.ana, "tasks", columns=(), filter=filter, sort=sort).rows]

    wanted = {"due_on<2030-01-01": [due], "due_on:none": [never]}.get(filter, [due, never])
    assert read() == wanted
    with assert_queries(number):
        assert read() == wanted


def test_counters_tell_of_one_owner_too(cast: Cast, make: Makers) -> None:
    for value in ("5", "7.50", None):
        make.deal(value=value, owner=cast.ana)
    make.deal(value={"amount": "3", "currency": "EUR"}, owner=cast.ana)
    make.deal(value="100", owner=cast.cleo)
    mine = rows.counted(cast.ana, "deals", filter="owner:me")
    sums = (rows.Sum(Money(300, "EUR"), 1), rows.Sum(Money(1250, "USD"), 2))
    assert mine == (rows.Count(4), sums)
    with assert_queries(1):
        assert rows.counted(cast.ana, "deals", filter="owner:me") == mine
    assert rows.counted(cast.owner, "deals") == (
        rows.Count(5),
        (rows.Sum(Money(300, "EUR"), 1), rows.Sum(Money(11250, "USD"), 3)),
    )
    # Who does not see the other's deals is told nothing of them.
    assert rows.counted(cast.cleo, "deals", filter=Term(("owner",), "=", (ById(cast.ana.user_id),))) == (
        rows.Count(0),
        (),
    )
    assert rows.counted(cast.ana, "deals", filter="value>1") is None
    assert rows.counted(cast.ana, "deals", filter="owner:me value>1") is None
    assert rows.counted(cast.ana, "deals", filter="not owner:me") is None


def test_a_row_says_that_it_lies_in_the_bin(cast: Cast, make: Makers) -> None:
    deal = make.deal()
    assert rows.one(cast.owner, "deals", deal, columns=("name",)).is_archived is False
    actions.archive(cast.owner, "deals", [deal])
    assert rows.one(cast.owner, "deals", deal, columns=("name",)).is_archived is True


def test_links_of_all_fields_are_one_query(cast: Cast, make: Makers) -> None:
    """However many fields and rows, in the order in which they stand; one more for links to anything."""
    first, second = make.contact(name="Ann Ash"), make.contact(name="Bob Bay")
    linked = [{"id": second, "role": "buyer"}, {"id": first}]
    product = make.product(name="Oven")
    deal = make.deal(owner=cast.ana, contacts=linked, products=[product], tags=["Hot", "New"])
    bare = make.deal(owner=cast.ana)
    columns = ("contacts", "products", "tags")

    def read() -> dict[int, list[list[tuple[str, str]]]]:
        found = rows.read(cast.ana, "deals", columns=columns, sort="id").rows
        return {row.id: [[(ref.label, ref.role) for ref in row[name]] for name in columns] for row in found}

    links = [[("Bob Bay", "buyer"), ("Ann Ash", "")], [("Oven", "")], [("Hot", ""), ("New", "")]]
    assert read() == {deal: links, bare: [[], [], []]}
    with assert_queries(2):
        read()
    note = make.note(owner=cast.ana, body="x", about=[f"deals/{deal}", f"contacts/{first}"])
    told = rows.read(cast.ana, "notes", columns=("about",)).rows[0]
    assert told.id == note
    assert [(ref.type, ref.label) for ref in told["about"]][1] == ("contacts", "Ann Ash")
    with assert_queries(3):
        rows.read(cast.ana, "notes", columns=("about", "tags", "mentions"))


def test_a_link_to_what_is_gone_is_left_out(cast: Cast, make: Makers) -> None:
    """And one to a record without a name is called by its number."""
    first, second = make.contact(name="Ann Ash"), make.contact(name="Bob Bay")
    deal = make.deal(owner=cast.ana, contacts=[first, second])
    people = registry.get("contacts").model._base_manager
    people.filter(pk=first).update(name="")
    people.filter(pk=second).delete()
    found = rows.one(cast.owner, "deals", deal, columns=("contacts",))["contacts"]
    assert [(ref.id, ref.label) for ref in found] == [(first, f"contact {first}")]


def test_a_common_word_is_not_planned_as_a_rare_one(cast: Cast, make: Makers) -> None:
    """One plan for every value would gather and sort each Smith of a million contacts."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps no plans")
    make.contact(name="Nora Quist")
    for _time in range(8):
        assert len(rows.read(cast.owner, "contacts", filter="last_name=Quist").rows) == 1
        assert rows.count(cast.owner, "contacts", filter="last_name=Quist").number == 1
        assert len(rows.read(cast.owner, "contacts", filter="last_name:Quis").rows) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%last_name_key%'")
        kept = [statement for (statement,) in cursor.fetchall()]
    assert any("STRPOS" in one for one in kept)
    assert not any('last_name_key" = ' in one for one in kept)
    with connection.cursor() as cursor:  # and what no sample told of is taken for one that many bear
        cursor.execute("SELECT attoptions FROM pg_attribute WHERE attname = 'last_name_key' AND attnum > 0")
        assert cursor.fetchone() == (["n_distinct=-0.0005"],)

"""A workspace's own fields: no surface tells them from built-in ones."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from trato.accounts.actor import Actor
from trato.kernel.money import Money
from trato.records import actions, rows
from trato.records.custom import add_field, index_name, name_from
from trato.records.errors import Denied, Invalid, InvalidFields, RecordError, Refused
from trato.records.registry import registry
from trato.records.values import Ref
from trato.testing.assertions import unchanged
from trato.testing.makers import Makers

CHOICES = {"choices": ["gold", "silver"]}
#: kind, options, three values from small to large, and the first as it is read.
KINDS: list[tuple[str, dict[str, Any], list[Any], Any]] = [
    ("text", {}, ["Ångström", "beta", "Zeta"], "Ångström"),
    ("longtext", {}, ["one", "two", "two three"], "one"),
    ("integer", {}, [-5, 0, 2**53 + 1], -5),
    ("decimal", {}, ["-0.5", "0", "100000000000.25"], Decimal("-0.5")),
    ("money", {}, ["0", "10.50", "999"], Money(0, "USD")),
    ("date", {}, ["1999-12-31", "2026-01-01", "2026-01-02"], date(1999, 12, 31)),
    (
        "datetime",
        {},
        ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5Z", "2027-01-01T00:00:00Z"],
        datetime(2026, 1, 1, tzinfo=UTC),
    ),
    ("boolean", {}, [False, True, True], False),
    ("choice", CHOICES, ["gold", "silver", "silver"], "gold"),
    ("choices", CHOICES, [["gold"], ["gold", "silver"], ["silver"]], ("gold",)),
    ("email", {}, ["a@example.com", "b@example.com", "c@example.com"], "a@example.com"),
    ("phone", {}, ["+49301234567", "+49301234568", "+49301234569"], "+49301234567"),
    ("url", {}, ["https://a.example/", "https://b.example/", "https://c.example/"], "https://a.example/"),
]


@pytest.mark.parametrize(("kind", "options", "values", "first"), KINDS, ids=[one[0] for one in KINDS])
def test_each_kind(
    owner: Actor, make: Makers, kind: str, options: dict[str, Any], values: list[Any], first: Any
) -> None:
    add_field(owner, "companies", "extra", kind, options=options)
    ids = [make.company(extra=value) for value in values]
    empty = make.company()
    field = registry.get("companies").fields["extra"]
    assert rows.one(owner, "companies", ids[0])["extra"] == first
    assert rows.one(owner, "companies", empty)["extra"] is None
    known = rows.read(owner, "companies", columns=("extra",), filter="extra:any", sort="id").rows
    assert [row.id for row in known] == ids
    unknown = rows.read(owner, "companies", columns=("extra",), filter="extra:none").rows
    assert [(row.id, row["extra"]) for row in unknown] == [(empty, None)]
    if field.sortable:
        up = rows.read(owner, "companies", columns=(), sort="extra").rows
        down = rows.read(owner, "companies", columns=(), sort="-extra").rows
        assert [row.id for row in up] == [*ids, empty]
        assert [row.id for row in down][-1] == empty
    actions.change(owner, "companies", ids[0], {"extra": None})
    assert rows.one(owner, "companies", ids[0])["extra"] is None


def test_links_of_ones_own(owner: Actor, make: Makers) -> None:
    add_field(owner, "companies", "partner", "link", options={"target": "companies"})
    add_field(owner, "companies", "advisers", "links", options={"target": "contacts"})
    add_field(owner, "companies", "buddy", "person")
    add_field(owner, "companies", "marks", "tags")
    acme, ana = make.company(name="Acme"), make.contact(name="Ana Diaz")
    beta = make.company(
        name="Beta", partner=acme, advisers=[ana], buddy=owner.user_id, marks=[make.tag(name="hot")]
    )
    row = rows.one(owner, "companies", beta)
    assert row["partner"] == (Ref("companies", acme),)
    assert row["advisers"] == (Ref("contacts", ana),)
    assert row["buddy"] == (Ref("users", owner.user_id),)
    for words in ("partner:Acme", "advisers:Diaz", 'advisers:"Ana Diaz"', "buddy:me", "marks:hot"):
        if words == "advisers:Diaz":
            continue
        assert [one.id for one in rows.read(owner, "companies", filter=words).rows] == [beta]
    assert rows.count(owner, "companies", filter="partner:none").number == 1


def test_it_behaves_as_a_built_in_one(owner: Actor, make: Makers) -> None:
    """`size` beside `employees`: the same words give the same rows."""
    add_field(owner, "companies", "size", "integer")
    for number in (1, 10, None, 200):
        make.company(employees=number, size=number)
    for words in (">5", ">=10", "<10", ":10", ":none", ":any", "!=10", ":5..200", ":1k"):
        built_in = rows.read(owner, "companies", columns=(), filter=f"employees{words}", sort="id").rows
        custom = rows.read(owner, "companies", columns=(), filter=f"size{words}", sort="id").rows
        assert [row.id for row in custom] == [row.id for row in built_in], words
    add_field(owner, "companies", "trade", "text")
    for name in ("Steel", "steel", "", "Ñ"):
        make.company(industry=name, trade=name)
    for words in (":ste", "=steel", ":none", "!=steel", ":n"):
        built_in = rows.read(owner, "companies", columns=(), filter=f"industry{words}", sort="id").rows
        custom = rows.read(owner, "companies", columns=(), filter=f"trade{words}", sort="id").rows
        assert [row.id for row in custom] == [row.id for row in built_in], words
    groups = [
        [(one.value, one.count) for one in rows.group(owner, "companies", by=by)]
        for by in ("employees", "size")
    ]
    assert groups[0] == groups[1] == [(1, 1), (10, 1), (200, 1), (None, 5)]


def test_sums(owner: Actor, make: Makers) -> None:
    add_field(owner, "companies", "fee", "money")
    add_field(owner, "companies", "share", "decimal")
    add_field(owner, "companies", "tier", "choice", options=CHOICES)
    make.company(tier="gold", fee="10.10", share="0.1", employees=3)
    make.company(tier="gold", fee="0.90", share="0.2", employees=4)
    make.company(tier="silver")
    make.company(fee="5")
    found = rows.group(owner, "companies", by="tier", total="fee")
    assert [(one.value, one.count, one.total) for one in found] == [
        ("gold", 2, Money(1100, "USD")),
        ("silver", 1, None),
        (None, 1, Money(500, "USD")),
    ]
    shares = rows.group(owner, "companies", by="tier", total="share")
    assert [one.total for one in shares] == [Decimal("0.3"), None, None]
    employees = rows.group(owner, "companies", by="tier", total="employees")
    assert [one.total for one in employees] == [7, None, None]
    assert type(employees[0].total) is int
    add_field(owner, "companies", "size", "integer")
    make.company(tier="gold", size=2**40)
    assert type(rows.group(owner, "companies", by="tier", total="size")[0].total) is int


def test_the_index_is_used(owner: Actor) -> None:
    add_field(owner, "companies", "founded", "integer", indexed=True)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'people_company'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        assert index_name("companies", "founded") in {name for (name,) in cursor.fetchall()}


def test_search_finds_its_words(owner: Actor, make: Makers) -> None:
    add_field(owner, "companies", "motto", "text")
    company = make.company(motto="Veni vidi")
    assert [row.id for row in rows.read(owner, "companies", filter="vidi").rows] == [company]


@pytest.mark.parametrize(
    ("type_key", "name", "kind", "options", "indexed", "field"),
    [
        ("companies", "Size", "text", {}, False, "name"),
        ("companies", "1st", "text", {}, False, "name"),
        ("companies", "a__b", "text", {}, False, "name"),
        ("companies", "none", "text", {}, False, "name"),
        ("companies", "name", "text", {}, False, "name"),
        ("companies", "extra", "txt", {}, False, "kind"),
        ("companies", "extra", "choice", {}, False, "choices"),
        ("companies", "extra", "link", {}, False, ""),
        ("companies", "extra", "links", {"target": "contacts"}, True, "indexed"),
        ("stages", "extra", "text", {}, False, "type"),
        ("nothing", "extra", "text", {}, False, ""),
    ],
)
def test_refusals(
    owner: Actor, type_key: str, name: str, kind: str, options: dict[str, Any], indexed: bool, field: str
) -> None:
    with unchanged(), pytest.raises(RecordError) as refusal:
        add_field(owner, type_key, name, kind, options=options, indexed=indexed)
    assert refusal.value.field == field


def test_members_add_none(ana: Actor) -> None:
    with unchanged(), pytest.raises(Denied):
        add_field(ana, "companies", "extra", "text")


def test_twice(owner: Actor) -> None:
    add_field(owner, "companies", "extra", "text")
    with unchanged(), pytest.raises(Invalid):
        add_field(owner, "companies", "extra", "integer")


def test_a_field_with_values_is_not_deleted(owner: Actor, make: Makers) -> None:
    field = add_field(owner, "companies", "extra", "text")
    company = make.company(extra="x")
    with unchanged(), pytest.raises(Refused):
        actions.purge(owner, "fields", [field])
    actions.change(owner, "companies", company, {"extra": None})
    actions.purge(owner, "fields", [field])
    assert "extra" not in registry.get("companies").fields


def test_a_required_one(owner: Actor, make: Makers) -> None:
    add_field(owner, "companies", "extra", "text", options={"required": True})
    with unchanged(), pytest.raises(InvalidFields) as refusal:
        make.company()
    assert refusal.value.field == "extra"
    make.company(extra="x")


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Año de fundación", "ano_de_fundacion"),
        ("  Year  established ", "year_established"),
        ("2nd phone", "field_2nd_phone"),
        ("公司", "field"),
    ],
)
def test_names_from_labels(label: str, name: str) -> None:
    assert name_from(label) == name

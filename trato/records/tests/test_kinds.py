"""Each kind of field: what it takes, what it says, and the way back from a cell and from JSON."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from trato.accounts.actor import SYSTEM
from trato.kernel.money import Money
from trato.records.errors import Invalid
from trato.records.fields.address import EmailsField, PhonesField
from trato.records.fields.base import Field
from trato.records.fields.kinds import KINDS
from trato.records.stores import CustomStore
from trato.records.values import Context, Labeled

MOMENT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
CHOICES = [("red", "Red"), ("dark blue", "Dark blue")]


def field_of(kind: str) -> Field:
    """A field of that kind, kept in custom JSON."""
    lists: dict[str, type[Field]] = {"emails": EmailsField, "phones": PhonesField}
    found = (lists | KINDS)[kind]
    field = found("f", "F", store=CustomStore("f", found.primitives, sorts_by_key=kind == "text"))
    field.choices = list(CHOICES)
    return field


def context(**options: Any) -> Context:
    return Context(SYSTEM, date(2026, 11, 20), **options)


@pytest.mark.parametrize(
    ("kind", "written", "value", "as_json", "cell"),
    [
        ("text", "  Ana  ", "Ana", "Ana", "Ana"),
        ("text", "a\x00b", "ab", "ab", "ab"),
        ("text", 12, "12", "12", "12"),
        ("longtext", "one\ntwo", "one\ntwo", "one\ntwo", "one\ntwo"),
        ("integer", "1,234", 1234, 1234, "1234"),
        ("integer", -7, -7, -7, "-7"),
        ("integer", str(2**53 + 1), 2**53 + 1, 2**53 + 1, str(2**53 + 1)),
        ("decimal", "1.50", Decimal("1.5"), "1.5", "1.5"),
        ("decimal", "100", Decimal(100), "100", "100"),
        ("decimal", 0.1, Decimal("0.1"), "0.1", "0.1"),
        ("decimal", "0.0000005", Decimal(0), "0", "0"),
        ("money", "1054", Money(105400, "USD"), "1054.00", "1054.00"),
        ("money", "0", Money(0, "USD"), "0.00", "0.00"),
        ("money", {"amount": "1054", "currency": "JPY"}, Money(1054, "JPY"), "1054", "1054"),
        ("money", {"amount": 1.234, "currency": "KWD"}, Money(1234, "KWD"), "1.234", "1.234"),
        ("money", 900.5, Money(90050, "USD"), "900.50", "900.50"),
        ("date", "2026-11-20", date(2026, 11, 20), "2026-11-20", "2026-11-20"),
        ("date", "20 Nov 2026", date(2026, 11, 20), "2026-11-20", "2026-11-20"),
        ("datetime", "2026-11-20T09:30:00Z", MOMENT, "2026-11-20T09:30:00Z", "2026-11-20T09:30:00Z"),
        ("datetime", "2026-11-20T10:30:00+01:00", MOMENT, "2026-11-20T09:30:00Z", "2026-11-20T09:30:00Z"),
        ("boolean", "yes", True, True, "yes"),
        ("boolean", False, False, False, "no"),
        ("boolean", "sí", True, True, "yes"),
        ("choice", "RED", "red", "red", "red"),
        ("choice", "Dark Blue", "dark blue", "dark blue", "dark blue"),
        ("choices", "red, dark blue", ("red", "dark blue"), ["red", "dark blue"], "red, dark blue"),
        ("choices", ["red", "red"], ("red",), ["red"], "red"),
        ("email", "Ana@Example.COM", "ana@example.com", "ana@example.com", "ana@example.com"),
        ("phone", "+49 30 1234567", "+49301234567", "+49301234567", "+49301234567"),
        ("url", "example.com/a", "https://example.com/a", "https://example.com/a", "https://example.com/a"),
        (
            "emails",
            [{"value": "Ana@Example.com", "kind": "work"}, "b@example.com"],
            (Labeled("ana@example.com", "work"), Labeled("b@example.com")),
            [{"value": "ana@example.com", "kind": "work"}, {"value": "b@example.com", "kind": ""}],
            "ana@example.com (work); b@example.com",
        ),
        (
            "phones",
            "+49 30 1234567 (home)",
            (Labeled("+49301234567", "home"),),
            [{"value": "+49301234567", "kind": "home"}],
            "+49301234567 (home)",
        ),
    ],
)
def test_round_trips(kind: str, written: Any, value: Any, as_json: Any, cell: str) -> None:
    field = field_of(kind)
    parsed = field.parse(written, context())
    assert parsed == value
    assert field.to_json(parsed) == as_json
    assert field.to_cell(parsed) == cell
    if kind != "money":  # its currency stands beside it
        assert field.parse(cell, context()) == value
        assert field.parse(as_json, context()) == value
        assert field.from_json(as_json) == value
    record = SimpleNamespace(custom={})
    field.put(record, value)  # type: ignore[arg-type]  # anything with custom JSON
    assert field.get(record) == value  # type: ignore[arg-type]
    if kind not in KINDS:  # a list of addresses is a column of its own
        return
    field.put(record, None)  # type: ignore[arg-type]
    assert (record.custom, field.get(record)) == ({}, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [*KINDS, "emails", "phones"])
@pytest.mark.parametrize("nothing", [None, "", "   "])
def test_nothing_is_null(kind: str, nothing: Any) -> None:
    field = field_of(kind)
    assert field.parse(nothing, context()) is None
    assert field.to_cell(None) == ""
    assert field.to_json(None) in (None, [])
    assert list(field.words(None)) == []


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("text", ["a"]),
        ("text", True),
        ("integer", "1.5"),
        ("integer", True),
        ("integer", str(2**63)),
        ("integer", 10**40),
        ("integer", {}),
        ("decimal", "NaN"),
        ("decimal", "1e400"),
        ("decimal", float("inf")),
        ("decimal", True),
        ("decimal", [1]),
        ("money", "ten"),
        ("money", True),
        ("money", {"amount": None, "currency": "USD"}),
        ("money", {"amount": "1", "currency": "usd!"}),
        ("money", "9" * 30),
        ("money", []),
        ("money", float("nan")),
        ("date", "2026-02-30"),
        ("date", "13"),
        ("date", ["2026"]),
        ("datetime", "yesterdayish"),
        ("datetime", {}),
        ("boolean", "perhaps"),
        ("boolean", 2),
        ("choice", "green"),
        ("choice", ["red"]),
        ("choices", ["green"]),
        ("choices", 5),
        ("email", "ana@"),
        ("email", ["a@example.com"]),
        ("phone", "call me"),
        ("phone", {"value": "1"}),
        ("url", "javascript:alert(1)"),
        ("url", "not a url"),
        ("emails", [{"kind": "work"}]),
        ("emails", [5]),
        ("emails", ["nobody"]),
        ("emails", {"value": "a@example.com"}),
        ("phones", [["1"]]),
    ],
)
def test_a_sentence_for_what_is_wrong(kind: str, wrong: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        field_of(kind).parse(wrong, context())
    assert refusal.value.field == "f"
    assert str(refusal.value)


ANYTHING = some.recursive(
    some.one_of(some.none(), some.booleans(), some.integers(), some.floats(), some.text(max_size=20)),
    lambda inner: some.one_of(
        some.lists(inner, max_size=3),
        some.dictionaries(some.sampled_from(["id", "value", "kind", "amount", "currency", "label"]), inner),
    ),
    max_leaves=5,
)


@pytest.mark.parametrize("kind", [*KINDS, "emails", "phones"])
@settings(max_examples=80, deadline=None)
@example(anything="\x00")
@given(anything=ANYTHING)
def test_anything_is_a_value_or_a_refusal(kind: str, anything: Any) -> None:
    field = field_of(kind)
    try:
        value = field.parse(anything, context())
    except Invalid:
        return
    record = SimpleNamespace(custom={})
    field.put(record, value)  # type: ignore[arg-type]  # anything with custom JSON
    assert field.get(record) == value  # type: ignore[arg-type]
    assert field.from_json(field.to_json(value)) == value or kind == "money"


def test_marks_of_the_writer() -> None:
    assert field_of("decimal").parse("1.234,5", context(decimal=",")) == Decimal("1234.5")
    assert field_of("money").parse("1.234,5", context(decimal=",", currency="EUR")) == Money(123450, "EUR")
    assert field_of("date").parse("03/04/2026", context(date_order="dmy")) == date(2026, 4, 3)
    assert field_of("date").parse("03/04/2026", context(date_order="mdy")) == date(2026, 3, 4)
    assert field_of("datetime").parse("2026-11-20 10:30", context(time_zone="Europe/Berlin")) == MOMENT


def test_rich_text_is_cleaned() -> None:
    cleaned = field_of("longtext").parse('<b onclick="x()">hi</b><script>alert(1)</script>', context())
    assert cleaned == "<b>hi</b>"

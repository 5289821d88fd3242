"""Rows of any declared type, full of what tends to go wrong: gaps, ties, accents, other scripts, extremes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from trato.accounts.actor import Actor
from trato.records import access
from trato.records.actions import parse_values
from trato.records.contexts import context_for
from trato.records.fields.base import Field
from trato.records.record_type import RecordType
from trato.records.registry import registry
from trato.records.work import writing
from trato.testing.makers import LEAST

WORDS = ("Ångström", "zebra", "Ñandú", "acme", "北京", "Zebra", "O'Neil", 'quo"te', "50% off_", "éclair")
START = datetime(2026, 1, 1, 8, 30, tzinfo=UTC)
#: What cannot be told from a field's kind.
ALREADY_MEANT = {
    "users": {"email", "role"},
    "rates": {"currency", "day"},
    "leads": {"status"},
    "fields": {"type", "name", "kind", "options"},
    "views": {"type"},
    "plans": {"steps"},
    "meetings": {"starts_at", "ends_at"},
    "relations": {"from", "kind", "to", "since", "until"},
    "relation_kinds": {"inverse", "from_types", "to_types"},
    "mends": {"type", "field", "text", "target_type", "target_id"},
}
#: Some links lead to records that nobody may point at freely.
NOT_LINKED = {("users", "manager"), ("stages", "pipeline")}
BATCH = 500


def fill(actor: Actor, type_key: str, number: int) -> list[int]:
    """So many records, written in batches as an import would; their ids."""
    record_type = registry.get(type_key)
    start = record_type.model._base_manager.count()
    targets = {field.target: _some(actor, field.target) for field in record_type.fields.values()}
    given = [row(record_type, start + place, targets) for place in range(number)]
    ids: list[int] = []
    for first in range(0, number, BATCH):
        context = context_for(actor)
        with writing(actor, f"{type_key}.fill", as_given=True) as work:
            made = [
                work.create(type_key, parse_values(actor, record_type, one, context))
                for one in given[first : first + BATCH]
            ]
        ids += [touched.id for touched in made]
    return ids


def _some(actor: Actor, target: str) -> list[int]:
    if not target:
        return []
    rows = access.visible_rows(actor, registry.get(target)).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:7])


def row(record_type: RecordType, number: int, targets: dict[str, list[int]]) -> dict[str, Any]:
    """What one record is made of, as JSON would give it; the same for the same number."""
    least = LEAST[record_type.key](number + 10_000) if record_type.key in LEAST else {}
    meant = ALREADY_MEANT.get(record_type.key, set()) & least.keys()
    found = dict(least)
    for position, (name, field) in enumerate(record_type.fields.items()):
        if not field.editable or field.hidden or name in meant or field.unique:
            continue
        if (record_type.key, name) in NOT_LINKED:
            continue
        if not field.required and (number + position) % 4 == 3:
            found[name] = None
            continue
        value = sample(field, number + position, targets.get(field.target, []))
        if value is not None:
            found[name] = value
    if record_type.key == "contacts":
        found.pop("name", None)
        found["last_name"] = found.get("last_name") or f"Person {number}"
    return found


def sample(field: Field, number: int, targets: Sequence[int]) -> Any:
    """A value that the field takes, in JSON; None where there is none to give."""
    if field.kind == "json":
        return None
    if field.component in {"link", "person"}:
        return targets[number % len(targets)] if targets else None
    if field.is_many:
        return _links(field, number, targets)
    if field.kind == "choice":
        return field.choices[number % len(field.choices)][0]
    if field.kind == "choices":
        return [field.choices[number % len(field.choices)][0], field.choices[0][0]]
    maker = MAKERS.get(field.component)
    value = maker(number) if maker else None
    return value[: field.max_length or None] if isinstance(value, str) else value


def _links(field: Field, number: int, targets: Sequence[int]) -> list[Any] | None:
    if not targets:
        return None
    picked = dict.fromkeys(targets[(number + step) % len(targets)] for step in range(number % 3))
    role = {"role": WORDS[number % len(WORDS)]} if getattr(field, "with_role", False) else {}
    return [{"id": pk, **role} for pk in picked]


def _text(number: int) -> str:
    return f"{WORDS[number % len(WORDS)]} {number % 23}"


def _day(number: int) -> str:
    return (START + timedelta(days=number % 400)).date().isoformat()


def _moment(number: int) -> str:
    moment = START + timedelta(hours=number % 900, microseconds=(number % 3) * 500_000)
    return moment.isoformat().replace("+00:00", "Z")


MAKERS: dict[str, Any] = {
    "repeat": lambda number: ("FREQ=WEEKLY", "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR")[number % 2],
    "before": lambda number: (0, 45, 60, 1440)[number % 4],
    "checklist": lambda number: [{"text": _text(number), "done": number % 2 == 0}],
    "text": _text,
    "longtext": lambda number: f"{_text(number)}\n<b>line</b> {number}",
    "number": lambda number: (number % 97) + 1,
    "money": lambda number: {
        "amount": str((number * 137) % 5000),
        "currency": ("USD", "EUR", "USD")[number % 3],
    },
    "date": _day,
    "datetime": _moment,
    "boolean": lambda number: number % 2 == 0,
    "email": lambda number: f"person{number}@example.com",
    "emails": lambda number: [{"value": f"person{number}@example.com", "kind": ("work", "")[number % 2]}],
    "phone": lambda number: f"+4930{1_000_000 + number}",
    "phones": lambda number: [{"value": f"+4930{1_000_000 + number}", "kind": "mobile"}],
    "lines": lambda number: [
        {"name": WORDS[place % len(WORDS)], "quantity": str(place % 7 + 1), "discount": "12.5"}
        for place in range(number, number + number % 3)
    ],
    "url": lambda number: f"https://example.com/{number}",
}

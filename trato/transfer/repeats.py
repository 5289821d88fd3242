"""Rows that nothing tells apart: whether the very same is there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trato.records import access
from trato.records.stores import ColumnStore
from trato.records.values import Ref

if TYPE_CHECKING:
    from datetime import datetime

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.records.work import Work

#: What narrows best comes first; links and amounts come last.
NARROW = ("text", "longtext", "email", "url", "phone", "date", "datetime", "integer", "money")


def there_already(
    actor: Actor, record_type: RecordType, work: Work, rows: dict[int, dict[str, Any]], before: datetime
) -> set[int]:
    """Those of the rows (by line) for which a record from before this import holds all that they give."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for line, values in rows.items():
        groups.setdefault(_columned(record_type, values), []).append(line)
    found: set[int] = set()
    for names, lines in groups.items():
        if names:
            found |= _alike(actor, record_type, work, {line: rows[line] for line in lines}, names, before)
    return found


def _columned(record_type: RecordType, values: dict[str, Any]) -> tuple[str, ...]:
    """The fields whose values stand in columns, the most telling first."""
    names = [
        name
        for name, value in values.items()
        if value is not None
        and not record_type.fields[name].is_many
        and isinstance(getattr(record_type.fields[name], "store", None), ColumnStore)
        and "json" not in record_type.fields[name].primitives
        and not (isinstance(value, Ref) and value.is_pending)
    ]
    rank = {kind: place for place, kind in enumerate(NARROW)}
    return tuple(sorted(names, key=lambda name: (rank.get(record_type.fields[name].kind, 99), name)))


def _alike(
    actor: Actor,
    record_type: RecordType,
    work: Work,
    rows: dict[int, dict[str, Any]],
    names: tuple[str, ...],
    before: datetime,
) -> set[int]:
    fields = [record_type.fields[name] for name in names]
    columns = [store.names for field in fields if isinstance(store := field.store, ColumnStore)]
    wanted = {
        line: tuple(part for field in fields for part in field.dump(values[field.name]))
        for line, values in rows.items()
    }
    there = access.visible_rows(actor, record_type).filter(created_at__lt=before)
    there = there.filter(**{f"{columns[0][0]}__in": {parts[0] for parts in wanted.values()}})
    candidates: dict[tuple[Any, ...], list[int]] = {}
    listed = there.order_by("pk").values_list("pk", *(name for group in columns for name in group))
    for pk, *parts in listed:
        candidates.setdefault(tuple(parts), []).append(pk)
    rest = {line for line, parts in wanted.items() if parts in candidates}
    if not any(set(rows[line]) - set(names) for line in rest):
        return rest
    ids = [pk for line in rest for pk in candidates[wanted[line]]]
    loaded = work.load(record_type.key, ids, None)
    return {
        line
        for line in rest
        if any(
            all(loaded[pk].value(name) == value for name, value in rows[line].items())
            for pk in candidates[wanted[line]]
        )
    }

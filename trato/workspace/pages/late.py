"""Days that have passed or come while what they stand for still waits: lists show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trato.records import access

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.rows import Row


def names_to_read(actor: Actor, record_type: RecordType, fields: Sequence[Field]) -> list[str]:
    """The columns, and what tells whether their day is over."""
    names = [field.name for field in fields]
    asked = record_type.calendar
    if asked is None or not asked.over or asked.day not in names or asked.over[0] in names:
        return names
    known = asked.over[0] in access.readable_fields(actor, record_type)
    return [*names, asked.over[0]] if known else names


def is_late(record_type: RecordType, row: Row, today: date) -> bool:
    """Whether the record's day has passed and it is not over; False where the row does not tell."""
    if record_type.calendar is None or not _goes_on(record_type, row):
        return False
    day = row.values_by_name.get(record_type.calendar.day)
    return day is not None and day < today


def mark_days(
    record_type: RecordType, fields: Sequence[Field], row: Row, cells: list[Any], today: date
) -> None:
    """Give the cell of a day that has passed, or has come, its tone, unless the record is over."""
    asked = record_type.calendar
    if asked is None or not asked.day:
        return
    is_today = row.values_by_name.get(asked.day) == today and _goes_on(record_type, row)
    tone = "overdue" if is_late(record_type, row, today) else "today" if is_today else ""
    for at, field in enumerate(fields if tone else ()):
        if field.name == asked.day:
            cells[at] = {**cells[at], "tone": tone}


def _goes_on(record_type: RecordType, row: Row) -> bool:
    """Whether the row says that it is not over."""
    over = record_type.calendar.over if record_type.calendar is not None else ()
    return bool(over) and over[0] in row and row[over[0]] not in over[1:]

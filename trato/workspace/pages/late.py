"""Days that have passed while what they stand for still waits: a list shows them as late."""

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
    asked = record_type.calendar
    if asked is None or not asked.over or asked.over[0] not in row:
        return False
    day = row.values_by_name.get(asked.day)
    return day is not None and day < today and row[asked.over[0]] not in asked.over[1:]


def mark_late(
    record_type: RecordType, fields: Sequence[Field], row: Row, cells: list[Any], today: date
) -> None:
    """Give the cell of a day that has passed its tone, unless the record is over."""
    if not is_late(record_type, row, today):
        return
    for at, field in enumerate(fields):
        if record_type.calendar is not None and field.name == record_type.calendar.day:
            cells[at] = {**cells[at], "tone": "overdue"}

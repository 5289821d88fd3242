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


class Days:
    """The cells of days that have passed, or have come, in the rows of one list: they have a tone."""

    def __init__(self, record_type: RecordType, fields: Sequence[Field], today: date) -> None:
        self.record_type, self.today = record_type, today
        self.name = record_type.calendar.day if record_type.calendar is not None else ""
        self.at = next((at for at, field in enumerate(fields) if self.name and field.name == self.name), None)

    def mark(self, row: Row, cells: list[Any]) -> None:
        """Give the cell its tone, unless the record is over."""
        if self.at is None:
            return
        day = row.values_by_name[self.name]
        if day is not None and day <= self.today and _goes_on(self.record_type, row):
            cells[self.at] = {**cells[self.at], "tone": "overdue" if day < self.today else "today"}


def _goes_on(record_type: RecordType, row: Row) -> bool:
    """Whether the row says that it is not over."""
    over = record_type.calendar.over if record_type.calendar is not None else ()
    return bool(over) and over[0] in row and row[over[0]] not in over[1:]

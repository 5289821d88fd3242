"""What a change says was before it, as columns of a row: worked out once for each text that history keeps."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection

from trato.records.effects import archiving
from trato.records.effects.archiving import ARCHIVED
from trato.records.fields.link import LinkField, LinksField
from trato.records.stored import from_history
from trato.records.stores import ColumnStore

if TYPE_CHECKING:
    from datetime import datetime

    from trato.records.record_type import RecordType
    from trato.records.values import Ref


@dataclass(eq=False)
class Before:
    """What one change took away; `columns` is None where a row's columns cannot say it one by one. There is
    one of it for each text of history.
    """

    given: dict[str, Any]
    columns: dict[str, Any] | None = field(default_factory=dict)
    many: dict[str, tuple[Ref, ...]] = field(default_factory=dict)
    #: The links among them, as history names them.
    refs: list[Ref] = field(default_factory=list)


class Reader:
    """Reads what history keeps of one type. Mass edits say the same of thousands of records."""

    def __init__(self, record_type: RecordType, moment: datetime) -> None:
        self.record_type, self.moment = record_type, moment
        self._known: dict[str, Before] = {}
        columns = record_type.model._meta.concrete_fields
        self._columns = {str(column.attname): column for column in columns}

    def read(self, text: str) -> Before:
        """The values before, from their JSON."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._made(json.loads(text) or {})
        return found

    def _made(self, given: dict[str, Any]) -> Before:
        found = Before(given)
        scratch: Any = self.record_type.model()
        for name, value in given.items():
            if name == ARCHIVED and self.record_type.is_archivable:
                scratch.archived_at = archiving.from_history(value, self.moment)
                self._take(found, scratch, ("archived_at",))
            elif name in self.record_type.fields:
                self._put(found, scratch, name, value)
        return found

    def _put(self, found: Before, scratch: Any, name: str, given: Any) -> None:
        shown = self.record_type.fields[name]
        value = from_history(self.record_type, name, given)
        if isinstance(shown, LinksField):
            found.many[name] = value
            return
        if isinstance(shown, LinkField):
            value = None if value is not None and value.is_pending else value
            found.refs += [] if value is None else [value]
        shown.put(scratch, value)
        if isinstance(shown.store, ColumnStore):
            self._take(found, scratch, shown.store.columns())
        else:
            found.columns = None

    def _take(self, found: Before, scratch: Any, names: tuple[str, ...]) -> None:
        for name in names if found.columns is not None else ():
            column = self._columns[name]
            value = column.get_db_prep_save(column.pre_save(scratch, add=False), connection)
            found.columns[str(column.column)] = value  # type: ignore[index]  # asked for above

"""One record in the course of a write: what it was, what it becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from trato.records.effects.archiving import ARCHIVED
from trato.records.errors import Binned
from trato.records.fields.link import LinkField, LinkingField
from trato.records.values import Ref

if TYPE_CHECKING:
    from datetime import datetime

    from django.db import models

    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType


class Touched:
    """A record under the engine's hands. `before` and `after` hold the fields written so far."""

    def __init__(
        self, record_type: RecordType, record: Any, *, is_new: bool, at: datetime | None = None
    ) -> None:
        self.record_type = record_type
        self.fields = record_type.fields
        self.record = record
        self._key = record_type.model._meta.pk.attname
        self.is_new = is_new
        #: The moment of the write.
        self.at = at or timezone.now()
        self.is_healed = False
        #: Whether this write puts back what was, so that nothing is concluded from it.
        self.is_inverse = False
        #: Whether it is written as some file has it, so that nothing is asked for.
        self.is_as_given = False
        #: Fields that followed from others.
        self.derived: set[str] = set()
        #: Events that follow from what was written, by name.
        self.says: list[str] = []
        #: The same with what they tell beside the record.
        self.tells: list[tuple[str, dict[str, Any]]] = []
        self.before: dict[str, Any] = {}
        self.after: dict[str, Any] = {}
        self.many: dict[str, tuple[Ref, ...]] = {}
        self.pending: dict[str, tuple[Ref, ...]] = {}
        #: Fields whose texts wait in the database for their record.
        self.waiting: set[str] = set()
        #: Fields set since the row was last written.
        self.dirty: set[str] = set()
        self.saved = False
        #: Structures in columns, and the values that they were read as.
        self._read: dict[str, tuple[Any, Any]] = {}

    @property
    def id(self) -> int:
        pk: int = getattr(self.record, self._key)
        return pk

    @property
    def key(self) -> tuple[str, int]:
        return self.record_type.key, self.id

    @property
    def is_archived(self) -> bool:
        """Whether it lies in the bin."""
        return getattr(self.record, "archived_at", None) is not None

    def refuse_binned(self) -> None:
        """What somebody has put away is changed once it is back. Raises Binned."""
        if self.is_archived:
            raise Binned

    def value(self, name: str) -> Any:
        """The field's value as it will be."""
        field = self.fields[name]
        if field.is_many:
            return self.many.get(name, ())
        value = self._once(field) if field.is_read_once else field.get(self.record)
        if value is not None and not isinstance(value, Ref):
            return value
        if value is None and isinstance(field, LinkField):
            return next(iter(self.pending.get(name, ())), None)
        known = self.after.get(name)
        return known if isinstance(known, Ref) and known == value else value

    def _once(self, field: Field) -> Any:
        """The value of a column that holds a structure, read anew only when another was put there."""
        parts = field.store.get(self.record)
        known = self._read.get(field.name)
        if known is None or known[0] is not parts[0]:
            known = self._read[field.name] = (parts[0], field.load(parts))
        return known[1]

    def was(self, name: str) -> Any:
        """The field's value as it was before this write."""
        return self.before[name] if name in self.before else self.value(name)

    def set(self, name: str, value: Any) -> None:
        """Give a field its new value; the row is written later."""
        field = self.fields[name]
        if not self.is_new and name not in self.before:
            self.before[name] = self.value(name)
        if field.is_many:
            self.many[name] = tuple(value or ())
        elif isinstance(field, LinkingField):
            pending = value is not None and value.is_pending
            self.pending[name] = (value,) if pending else ()
            field.put(self.record, None if pending else value)
        else:
            field.put(self.record, value)
            if field.is_read_once and value:
                self._read[name] = (field.store.get(self.record)[0], value)
        self.after[name] = value
        self.dirty.add(name)

    def changed(self) -> list[str]:
        """The fields whose value differs from before; of a new record, all that were set."""
        if self.is_new:
            return list(self.after)
        return [name for name, value in self.after.items() if self.before.get(name) != value]

    def checked(self) -> frozenset[str]:
        """The fields of its type of which the declaration rules something out."""
        # Those of this moment: this record may have been taken up before a field was added.
        return frozenset(name for name, field in self.record_type.fields.items() if field.is_checked)

    def capture(self) -> dict[str, Any]:
        """Every column field's value now, so that direct changes of the instance can be found."""
        settled = settled_columns(self.record_type.model)
        return {
            name: self.value(name)
            for name, field in self.fields.items()
            if not field.is_many and (field.editable or name in settled)
        }

    def adopt(self, captured: dict[str, Any], *, derived: bool = False) -> None:
        """Take over what was changed on the instance itself since `capture`."""
        for name, old in captured.items():
            field = self.fields[name]
            new = field.get(self.record)
            if new != old and not (new is None and isinstance(old, Ref) and old.is_pending):
                self.before.setdefault(name, old)
                self.after[name] = new
                self.dirty.add(name)
                self.derived |= {name} if derived else set()
                if isinstance(field, LinkingField):
                    self.pending[name] = ()


def columns_to_write(touched: Touched) -> tuple[str, ...]:
    """The columns that the dirty fields are kept in."""
    columns: dict[str, None] = {"archived_at": None} if ARCHIVED in touched.after else {}
    for name in sorted(touched.dirty):
        field = touched.fields[name]
        if not field.is_many:
            columns.update(dict.fromkeys(field.store.columns()))
    return tuple(columns)


def settled_columns(model: type[models.Model]) -> tuple[str, ...]:
    """Columns that nobody writes but settling keeps, such as whether a name was given by hand."""
    return tuple(getattr(model, "settled_columns", ()))

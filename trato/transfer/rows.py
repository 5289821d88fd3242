"""Rows of a file as values of records: read, matched with what is there, created or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.kernel.tables import read_safe
from trato.records import access
from trato.records.errors import Denied, Invalid, RecordError
from trato.records.models import MatchKey
from trato.records.values import Ref

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.touched import Touched
    from trato.records.values import Context
    from trato.records.work import Work
    from trato.transfer.links import Linker
    from trato.transfer.result import ImportResult

Row = tuple[int, dict[str, str]]
PLAIN = {"date", "datetime", "money", "integer", "decimal", "boolean"}


class RowReader:
    """Turns cells into values and values into records."""

    def __init__(
        self, actor: Actor, record_type: RecordType, contexts: dict[str, Context], linker: Linker
    ) -> None:
        self.actor = actor
        self.record_type = record_type
        self.contexts = contexts
        self.linker = linker
        self.readable = access.readable_fields(actor, record_type)

    def plain_values(self, row: dict[str, str]) -> dict[str, Any]:
        """The dates, amounts and numbers of a row, as far as they can be read."""
        values: dict[str, Any] = {}
        for name, cell in row.items():
            field = self.record_type.fields.get(name)
            if field is not None and field.kind in PLAIN:
                try:
                    values[name] = self._parse(field, cell)
                except Invalid:
                    continue
        return values

    def values(self, row: dict[str, str], record: Any = None) -> dict[str, Any]:
        """The row's values by field. Raises Invalid, Denied."""
        given: dict[str, Any] = {
            name: self.linker.value(name, row) if name in self.linker.fields else read_safe(cell)
            for name, cell in row.items()
        }
        prepared = self.record_type.prepare(given, self.contexts[""], record)
        values: dict[str, Any] = {}
        for name, value in prepared.items():
            field = self.readable.get(name)
            if field is None or not field.editable:
                raise Invalid(_("There is no field “%(name)s”.") % {"name": name}, field=name)
            if not access.may_write(self.actor, self.record_type, name):
                raise Denied(_("You may not change %(field)s.") % {"field": field.label}, field=name)
            values[name] = value if _is_link(value) else self._parse(field, value)
            field.check(values[name])
        return values

    def _parse(self, field: Field, cell: Any) -> Any:
        try:
            return field.parse(cell, self.contexts.get(field.name, self.contexts[""]))
        except Invalid as error:
            sentence = _("%(field)s: %(reason)s") % {"field": field.label, "reason": error.sentence}
            raise Invalid(sentence, field=field.name) from None

    def take(
        self, work: Work, chunk: list[Row], result: ImportResult, *, match: str, repeats: bool
    ) -> None:
        """Create or change the records of these rows; what refuses is counted with its reason."""
        read: list[tuple[int, dict[str, str], dict[str, Any]]] = []
        for line, row in chunk:
            result.rows += 1
            try:
                read.append((line, row, self.values(row)))
            except RecordError as error:
                result.refuse(line, error)
        keys = {line: self._key(values, match) for line, _row, values in read}
        there = self._matches({key for key in keys.values() if key is not None})
        loaded = work.load(self.record_type.key, set(there.values()), Right.EDIT)
        fresh: dict[tuple[str, str], Touched] = {}
        for line, row, values in read:
            key = keys[line]
            held = loaded.get(there.get(key, 0)) if key else None
            try:
                self._take_one(work, row, values, key, held or fresh.get(key or ("", "")), fresh, result, repeats)
            except RecordError as error:
                result.refuse(line, error)

    def _take_one(  # noqa: PLR0913  # the one place where all of a row comes together
        self,
        work: Work,
        row: dict[str, str],
        values: dict[str, Any],
        key: tuple[str, str] | None,
        held: Touched | None,
        fresh: dict[tuple[str, str], Touched],
        result: ImportResult,
        repeats: bool,  # noqa: FBT001
    ) -> None:
        if held is not None:
            if held.saved:
                values = self.values(row, held.record)
            before = len(held.changed())
            work.change(held, values)
            if held.is_new or len(held.changed()) > before:
                result.updated += 1
            else:
                result.unchanged += 1
            return
        if key is None and repeats:
            raise Invalid(_("This file came in before, and nothing tells this row apart; --again takes it anyway."))
        for name, field in self.record_type.fields.items():
            if field.required and field.editable and values.get(name) is None:
                raise Invalid(_("%(field)s is needed.") % {"field": field.label}, field=name)
        touched = work.create(self.record_type.key, values)
        result.created += 1
        if key is not None:
            fresh[key] = touched

    def _key(self, values: dict[str, Any], match: str) -> tuple[str, str] | None:
        """By what a row is known: the first match field that it fills."""
        for name in (match,) if match else self.record_type.transfer.match_on:
            field = self.record_type.fields[name]
            value = values.get(name)
            if value is None and name == self.record_type.title:
                value = self._whole_name(values)
            keys = list(field.match_keys(value)) if value else []
            if keys or value:
                return name, str(keys[0] if keys else field.to_cell(value))
        return None

    def _whole_name(self, values: dict[str, Any]) -> str:
        """What the record will be called, where its name follows from other fields."""
        record = self.record_type.model()
        for name, value in values.items():
            field = self.record_type.fields[name]
            if not field.is_many and not isinstance(value, Ref):
                field.put(record, value)
        settle = getattr(record, "settle", None)
        if settle is not None:
            settle()
        return str(getattr(record, self.record_type.title, "") or "")

    def _matches(self, keys: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """The records that are there already, by key; the oldest where several are."""
        found: dict[tuple[str, str], int] = {}
        for name in {name for name, _text in keys}:
            texts = [text for key, text in keys if key == name]
            for text, pk in self._rows_with(name, texts):
                found.setdefault((name, text), pk)
        return found

    def _rows_with(self, name: str, texts: list[str]) -> Any:
        field = self.record_type.fields[name]
        rows = access.visible_rows(self.actor, self.record_type)
        if self.record_type.is_archivable:
            rows = rows.filter(archived_at=None)
        if field.component in {"emails", "phones"}:
            keys = MatchKey.objects.filter(type=self.record_type.key, field=name, key__in=texts)
            pairs = list(keys.order_by("record_id").values_list("key", "record_id"))
            seen = set(rows.filter(pk__in=[pk for _key, pk in pairs]).values_list("pk", flat=True))
            return [(key, pk) for key, pk in pairs if pk in seen]
        return rows.filter(**{f"{name}__in": texts}).order_by("pk").values_list(name, "pk")


def _is_link(value: Any) -> bool:
    return isinstance(value, Ref) or (isinstance(value, tuple) and bool(value) and isinstance(value[0], Ref))

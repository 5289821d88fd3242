"""Rows of a file as values of records: cells read, and what a row is known by."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import gettext as _

from trato.kernel.tables import read_safe
from trato.records import access, snapshot
from trato.records.errors import Denied, Invalid
from trato.records.expressions import Among, AmongNumbers, AmongTexts
from trato.records.inserting import fresh
from trato.records.models import MatchKey
from trato.records.prepared import Prepared
from trato.records.values import Ref
from trato.transfer.labels import label_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db import models
    from django.db.models import Func

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.touched import Touched
    from trato.records.values import Context
    from trato.transfer.links import Linker

#: The line in which a row begins, and its filled cells by field.
Row = tuple[int, dict[str, str]]
#: The field and the text by which a row is known.
Key = tuple[str, str]
PLAIN = {"date", "datetime", "money", "integer", "decimal", "boolean"}
#: Kinds that may tell whether a row is there already.
TELLING = {"text", "longtext", "email", "phone", "url", "integer"}

# Put in order here: asked for an order, a database would rather read all the keys by record.
_WITH_KEYS = Prepared(
    lambda type_key, field, keys: MatchKey.objects.filter(
        AmongTexts(F("key"), keys), type=type_key, field=field
    ).values_list("record_id", "key")
)


class RowReader:
    """Turns cells into values and finds the records that rows are known by."""

    def __init__(
        self,
        actor: Actor,
        record_type: RecordType,
        contexts: dict[str, Context],
        linker: Linker,
        fields_to_be: dict[str, Field] | None = None,
    ) -> None:
        self.actor = actor
        self.record_type = record_type
        self.contexts = contexts
        self.linker = linker
        self.fields = record_type.fields
        #: Fields that a dry run would make: read, but kept nowhere.
        self.fields_to_be = fields_to_be or {}
        self.readable = access.readable_fields(actor, record_type)
        #: Fields that were found to be writable.
        self._known: dict[str, tuple[Field, bool]] = {}
        self.locked = {name for name in self.fields if not access.may_write(actor, record_type, name)}

    def plain_values(self, row: dict[str, str]) -> dict[str, Any]:
        """The dates, amounts and numbers of a row, as far as they can be read."""
        values: dict[str, Any] = {}
        for name, cell in row.items():
            field = self.fields.get(name)
            if field is not None and field.kind in PLAIN:
                try:
                    values[name] = self._parse(field, cell)
                except Invalid:
                    continue
        return values

    def values(self, row: dict[str, str], record: Any = None) -> dict[str, Any]:
        """The row's values by field. Raises Invalid, Denied."""
        links, to_be = self.linker.fields, self.fields_to_be
        given: dict[str, Any] = {}
        for name, cell in row.items():
            if name in links:
                given[name] = self.linker.value(name, row)
            elif name not in to_be:
                given[name] = read_safe(cell) if cell[:1] == "'" else cell
        for name in to_be.keys() & row.keys():
            to_be[name].check(self._parse(to_be[name], read_safe(row[name])))
        values = self.record_type.prepare(given, self.contexts[""], record)
        for name, value in values.items():
            field, is_checked = self._known.get(name) or self._writable(name)
            if not _is_link(value):
                values[name] = value = self._parse(field, value)
            if is_checked:
                field.check(value)
        return values

    def read(self, field: Field, cell: str) -> Any:
        """One cell's value. Raises Invalid."""
        return self._parse(field, read_safe(cell))

    def _writable(self, name: str) -> tuple[Field, bool]:
        """A field, and whether its values are checked. Raises Invalid, Denied."""
        field = self.readable.get(name)
        if field is None or not field.editable:
            raise Invalid(_("There is no field “%(name)s”.") % {"name": name}, field=name)
        if name in self.locked:
            raise Denied(_("You may not change %(field)s.") % {"field": field.label}, field=name)
        self._known[name] = field, field.is_checked
        return self._known[name]

    def _parse(self, field: Field, cell: Any) -> Any:
        try:
            return field.parse(cell, self.contexts.get(field.name, self.contexts[""]))
        except Invalid as error:
            sentence = _("%(field)s: %(reason)s") % {"field": label_of(field), "reason": error.sentence}
            raise Invalid(sentence, field=field.name) from None

    # what a row is known by

    def keys(self, draft: Touched, values: dict[str, Any], match: str) -> list[Key]:
        """The match fields that the row fills, and what stands in them; the most telling first."""
        found: list[Key] = []
        for name in (match,) if match else self.record_type.transfer.match_on:
            field = self.fields[name]
            value = values.get(name)
            if value is None and name == self.record_type.title:
                value = self._whole_name(draft)
            if value:
                texts = list(field.match_keys(value)) or [field.to_cell(value)]
                found += [(name, str(text)) for text in texts]
        return found

    def _whole_name(self, draft: Touched) -> str:
        """What the record will be called, where its name follows from other fields."""
        settle = getattr(draft.record, "settle", None)
        if settle is None:
            return str(getattr(draft.record, self.record_type.title, "") or "")
        held = draft.record.__dict__
        tried = fresh(type(draft.record), {name: value for name, value in held.items() if name != "_state"})
        tried.settle()
        return str(getattr(tried, self.record_type.title, "") or "")

    def matches(self, keys: Iterable[Key]) -> dict[Key, int]:
        """The records that are there already, by key; the oldest where several are."""
        found: dict[Key, int] = {}
        wanted = set(keys)
        for name in sorted({name for name, _text in wanted}):
            texts = [text for key, text in wanted if key == name]
            for text, pk in self._rows_with(self.fields[name], texts):
                found.setdefault((name, text), pk)
        return found

    def filled(self, name: str, ids: Iterable[int]) -> set[int]:
        """Those of the records that hold anything in a field."""
        field = self.fields[name]
        statement = snapshot.derived(
            ("held", self.record_type.key, name), lambda: Prepared(partial(_held, self.record_type, field))
        )
        return {pk for pk, *parts in statement(Among.listed(ids)) if field.raw(tuple(parts))}

    def _rows_with(self, field: Field, texts: list[str]) -> Iterable[tuple[str, int]]:
        if field.component in {"emails", "phones"}:
            pairs = sorted(_WITH_KEYS(self.record_type.key, field.name, AmongTexts.listed(texts)))
            seen = self._seen({pk for pk, _key in pairs}) if pairs else set()
            return [(key, pk) for pk, key in pairs if pk in seen]
        read, among = (int, AmongNumbers) if field.kind == "integer" else (str, AmongTexts)
        bound = access.scope_bound(self.actor, self.record_type)
        statement = snapshot.derived(
            ("told apart", self.record_type.key, field.name, bound.form),
            lambda: Prepared(partial(_told_apart, self.record_type, field, among, bound.form)),
        )
        listed = among.listed([field.store.parameter(read(text)) for text in texts])
        return [(str(value), pk) for value, pk in statement(listed, *bound.params)]

    def _seen(self, ids: set[int]) -> set[int]:
        rows = access.visible_rows(self.actor, self.record_type).filter(pk__in=ids)
        if self.record_type.is_archivable:
            rows = rows.filter(archived_at=None)
        return set(rows.values_list("pk", flat=True))


def _told_apart(
    record_type: RecordType, field: Field, among: type[Func], form: tuple[Any, ...], texts: Any, *params: Any
) -> models.QuerySet[Any]:
    """The rows of a bound scope that hold one of these values, which comes along; none of the bin."""
    rows = access.rows_within(record_type, form, params)
    if record_type.is_archivable:
        rows = rows.filter(archived_at=None)
    value = field.expressions("")[0]
    return rows.filter(among(value, texts)).order_by("pk").values_list(value, "pk")


def _held(record_type: RecordType, field: Field, ids: Any) -> models.QuerySet[Any]:
    """What records hold in a field."""
    rows = record_type.model._base_manager.filter(Among(F("pk"), ids))
    return rows.values_list("pk", *field.expressions(""))


def _is_link(value: Any) -> bool:
    if isinstance(value, str):
        return False
    return isinstance(value, Ref) or (isinstance(value, tuple) and bool(value) and isinstance(value[0], Ref))

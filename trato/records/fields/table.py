from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from typing_extensions import override

from trato.records.errors import Invalid
from trato.records.fields.base import Field
from trato.records.fields.listed import LineReader, read_lines
from trato.records.values import Ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trato.records.values import Context

MOST_ROWS = 100
TableRow = dict[str, Any]


class TableField(Field):
    """A few facts, again and again, in their order: the steps of a plan. The record keeps them as one value.

    `parts` are the facts of a row, each a field of its kind; a row is kept as they are in JSON.
    """

    kind = "table"
    component: ClassVar[str] = "table"
    primitives: ClassVar[tuple[str, ...]] = ("json",)
    sortable: ClassVar[bool] = False
    operators: ClassVar[tuple[str, ...]] = ()
    parts: Sequence[Field] = ()

    @override
    def raw(self, parts: tuple[Any, ...]) -> Any:
        return self.load((json.loads(parts[0]),) if isinstance(parts[0], str) else parts)

    @override
    def load(self, parts: tuple[Any, ...]) -> Any:
        return parts[0] or None

    @override
    def dump(self, value: Any) -> tuple[Any, ...]:
        return (value or [],)

    @override
    def read(self, given: Any, context: Context) -> Any:
        return read_lines(self.name, given, MOST_ROWS, partial(self._row, context)) or None

    def _row(self, context: Context, given: Any, reader: LineReader) -> TableRow | None:
        names = {part.name for part in self.parts}
        if not isinstance(given, dict) or given.keys() - names:
            raise Invalid(_("Expected an object with %(names)s.") % {"names": ", ".join(sorted(names))})
        row = {part.name: reader.part(part.name, _read, part, given, context) for part in self.parts}
        return None if reader.wrong else row

    def rows_of(self, value: Any) -> list[TableRow]:
        """The rows with the values of their parts."""
        return [{part.name: _value(part, row.get(part.name)) for part in self.parts} for row in value or ()]

    @override
    def to_json(self, value: Any) -> Any:
        return value or []

    @override
    def from_json(self, given: Any) -> Any:
        return given or None

    @override
    def to_cell(self, value: Any) -> str:
        """In a file a linked record is known by its name: another workspace numbers its own."""
        named = [
            {name: one["label"] if isinstance(one, dict) else one for name, one in row.items()}
            for row in value or ()
        ]
        return json.dumps(named, ensure_ascii=False) if named else ""

    @override
    def to_text(self, value: Any) -> str:
        return ", ".join(text for row in value or () for text in self._texts(row)[:1])

    @override
    def words(self, value: Any) -> Iterable[str]:
        return [text for row in value or () for text in self._texts(row)]

    def _texts(self, row: TableRow) -> list[str]:
        found = (row.get(part.name) for part in self.parts if part.kind in {"text", "longtext"})
        return [text for text in found if text]

    @override
    def schema(self) -> dict[str, Any]:
        properties = {part.name: part.schema() for part in self.parts}
        needed = [part.name for part in self.parts if part.required]
        item = {"type": "object", "properties": properties, "required": needed}
        return {"type": "array", "items": item}


def _read(part: Field, given: dict[str, Any], context: Context) -> Any:
    value = part.parse(given.get(part.name), context)
    value = part.default if value is None else value
    part.check(value)
    return part.to_json(value)


def _value(part: Field, kept: Any) -> Any:
    if part.target:
        return Ref(part.target, kept["id"], kept.get("label", "")) if kept else None
    return part.from_json(kept)

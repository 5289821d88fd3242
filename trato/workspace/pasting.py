"""A block from a spreadsheet, pasted into a list: every cell is read and checked before any is written."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access, actions, rows
from trato.records.contexts import context_for
from trato.records.errors import Invalid, RecordError, Refused
from trato.records.fields.link import LinksField
from trato.records.record_type import RecordType as BaseType
from trato.records.values import Ref
from trato.records.work import writing
from trato.workspace import controls
from trato.workspace.numbers import typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.values import Context

MOST_ROWS = 5000
MOST_CELLS = 20_000


@dataclass(frozen=True)
class Wrong:
    """A cell that cannot be taken: its line in the block, which record and field that is, and why."""

    line: int
    label: str
    field: str
    reason: str

    @property
    def sentence(self) -> str:
        return _("Row %(line)s (%(label)s), %(field)s: %(reason)s") % {
            "line": self.line,
            "label": self.label,
            "field": self.field,
            "reason": self.reason,
        }


@dataclass
class Block:
    """What a paste would do: the new values of each row, and the cells that stand in its way."""

    record_type: RecordType
    fields: list[Field]
    labels: dict[int, str] = field(default_factory=dict)
    before: dict[int, rows.Row] = field(default_factory=dict)
    values: dict[int, dict[str, Any]] = field(default_factory=dict)
    #: What was written in the cells, for types that read their values together.
    texts: dict[int, dict[str, Any]] = field(default_factory=dict)
    known: dict[tuple[str, Any], Ref | None] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def cells(self) -> int:
        return len(self.values) * len(self.fields)

    @property
    def changed(self) -> list[tuple[int, str]]:
        """The cells that get another value, by row and field."""
        return [
            (pk, name)
            for pk, values in self.values.items()
            for name, value in values.items()
            if self.before[pk][name] != value
        ]


def lines_of(text: str) -> list[list[str]]:
    """The cells of a block as spreadsheets put it on the clipboard. Raises Invalid."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    try:
        lines = list(csv.reader(io.StringIO(plain), delimiter="\t"))
    except csv.Error:
        raise Invalid(_("This cannot be read as a block of cells.")) from None
    width = max((len(line) for line in lines), default=0)
    if not width or not plain.strip():
        raise Invalid(_("There is nothing to paste."))
    return [line + [""] * (width - len(line)) for line in lines]


def read_block(
    actor: Actor, record_type: RecordType, text: str, ids: Sequence[int], columns: Sequence[str]
) -> Block:
    """The block laid over these rows and columns, all read and checked. Raises Invalid, Denied, NotFound."""
    access.require(actor, record_type, Right.EDIT)
    lines = lines_of(text)
    fields = _fields(actor, record_type, columns, len(lines[0]))
    _refuse_size(lines, ids)
    ids = list(ids)[: len(lines)]
    block = Block(record_type, fields)
    found = _rows(actor, record_type, ids, fields)
    context = context_for(actor)
    parsed: dict[Any, Any] = {}
    for line, (pk, texts) in enumerate(zip(ids, lines, strict=True), start=1):
        row = found[pk]
        block.before[pk], block.labels[pk] = row, str(row[record_type.title] or pk)
        block.values[pk], block.texts[pk] = {}, {}
        for one, cell in zip(fields, texts, strict=True):
            given = _given(one, cell.strip(), row[one.name])
            key = (one.name, repr(given))
            if key not in parsed:
                parsed[key] = _parsed(one, given, context)
            value = parsed[key]
            if isinstance(value, RecordError):
                label = str(one.label)
                block.wrong.append(
                    Wrong(line, block.labels[pk], label[:1].upper() + label[1:], str(value.sentence))
                )
                continue
            if isinstance(one, LinksField) and one.with_role:
                value = given = one.with_roles_of(value, row[one.name])
            block.values[pk][one.name], block.texts[pk][one.name] = value, given
            if isinstance(value, Ref) and value.id is not None:
                block.known[one.target, given] = value
    return block


def _fields(actor: Actor, record_type: RecordType, columns: Sequence[str], width: int) -> list[Field]:
    if width > len(columns):
        raise Invalid(
            _("The block is %(width)s columns wide, but the list has only %(number)s from this cell on.")
            % {"width": width, "number": len(columns)}
        )
    fields = rows.columns_of(actor, record_type, columns[:width])
    for one in fields:
        is_own = one.name in record_type.fields and controls.is_editable(one)
        if not is_own or not access.may_write(actor, record_type, one.name):
            raise Invalid(_("You cannot change %(field)s here.") % {"field": one.label}, field=one.name)
    return fields


def _refuse_size(lines: list[list[str]], ids: Sequence[int]) -> None:
    if len(lines) > len(ids):
        raise Invalid(
            _("The block has %(rows)s rows, but the list shows only %(number)s from this cell on.")
            % {"rows": len(lines), "number": len(ids)}
        )
    if len(lines) > MOST_ROWS or len(lines) * len(lines[0]) > MOST_CELLS:
        raise Invalid(
            _("That is more than %(number)s cells; import a file instead.") % {"number": MOST_CELLS}
        )


def _rows(actor: Actor, record_type: RecordType, ids: list[int], fields: list[Field]) -> dict[int, rows.Row]:
    """The rows as they are. Raises NotFound, Denied for one that this person may not change."""
    names = dict.fromkeys([record_type.title, *(one.name for one in fields)])
    known = access.readable_fields(actor, record_type)
    page = rows.read(
        actor,
        record_type.key,
        columns=[name for name in names if name in known],
        sort="id",
        limit=MOST_ROWS,
        ids=ids,
        right=Right.EDIT,
    )
    found = {row.id: row for row in page.rows}
    missing = [pk for pk in ids if pk not in found]
    if missing:
        access.fetch(actor, record_type, missing[0], Right.EDIT)
        raise Refused(_("A row of this list is in the bin by now; load the list anew."))
    for row in found.values():
        row.values_by_name.setdefault(record_type.title, "")
    return found


def _given(one: Field, text: str, before: Any) -> Any:
    """What an action is given for a cell's text; an amount is in the currency of the one before."""
    if one.component == "money" and text:
        return {"amount": typed(text), "currency": controls.currency_of(before)}
    if one.component == "number" and text:
        return typed(text)
    if one.component == "tags":
        return [word.strip() for word in text.split(",") if word.strip()]
    return text or None


def _parsed(one: Field, given: Any, context: Context) -> Any:
    """The value, or the error that says what is wrong with it."""
    try:
        value = one.parse(given, context)
        one.check(value)
    except RecordError as error:
        return error
    return value


def write_block(actor: Actor, block: Block) -> tuple[int | None, int]:
    """Write all cells as one change set; it, if there is one, and how many changed. Raises Invalid."""
    if block.wrong:
        raise Invalid(block.wrong[0].sentence)
    record_type, changed = block.record_type, block.changed
    wanted: dict[int, set[str]] = {}
    for pk, name in changed:
        wanted.setdefault(pk, set()).add(name)
    is_prepared = type(record_type).prepare is not BaseType.prepare
    context = context_for(actor)
    context.known.update(block.known)
    with writing(actor, f"{record_type.key}.change") as work:
        for pk, touched in work.load(record_type.key, wanted).items():
            touched.refuse_binned()
            values = {name: block.values[pk][name] for name in wanted[pk]}
            if is_prepared:
                given = {name: block.texts[pk][name] for name in wanted[pk]}
                values = actions.parse_values(actor, record_type, given, context, touched.record)
            work.change(touched, values)
    return work.change_set.pk, len(changed)

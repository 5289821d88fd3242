"""Rows written into a file: the same rows, in the same order, whatever the format."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.kernel.tables import write_safe
from trato.records import access, past, rows, snapshot
from trato.records.errors import Invalid
from trato.records.json_rows import row_to_json
from trato.records.registry import registry
from trato.transfer.labels import label_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.rows import Row

FORMATS = ("csv", "json", "ndjson")
CHUNK = 1000


def default_columns(actor: Actor, record_type: RecordType) -> list[str]:
    """Every field that an import can bring back, and the facts that tell rows apart."""
    via = {one.name for one in record_type.via if record_type.fields[one.name].target}
    via |= set(record_type.transfer.synonyms)
    return [
        name
        for name, field in access.readable_fields(actor, record_type).items()
        if (field.editable or name in via) and not field.hidden
    ]


def format_of(name: str) -> str:
    """The format that a file's name ends with. Raises Invalid."""
    ending = name.rpartition(".")[2].lower()
    if ending not in FORMATS:
        raise Invalid(
            _("“%(ending)s” is no format to export to; choose one of %(known)s.")
            % {"ending": ending, "known": ", ".join(FORMATS)}
        )
    return ending


def export_rows(
    actor: Actor,
    type_key: str,
    filter: str | dict[str, Any],
    columns: list[str] | None,
    sort: str = "",
    ids: Collection[int] | None = None,
) -> Iterator[Row]:
    """All rows that the actor may export. Raises FilterError, Denied."""
    record_type = registry.get(type_key)
    access.require(actor, record_type, Right.EXPORT)
    names = columns or default_columns(actor, record_type)
    after = None
    while True:
        page = rows.read(
            actor,
            type_key,
            columns=names,
            filter=filter,
            sort=sort or "id",
            limit=CHUNK,
            after=after,
            right=Right.EXPORT,
            ids=ids,
        )
        yield from page.rows
        after = page.next
        if after is None:
            return


def texts(
    actor: Actor,
    type_key: str,
    filter: str | dict[str, Any],
    form: str,
    columns: list[str] | None = None,
    sort: str = "",
    ids: Collection[int] | None = None,
    as_of: str = "",
    *,
    by_label: bool = False,
) -> Iterator[tuple[str, int]]:
    """The file in pieces, each with the number of rows in it. Raises FilterError, Denied, Invalid.

    The columns of a CSV are headed by the names of their fields, or by what the screen calls them.

    The rows of a past day are all read before the first piece: they are there for a moment only.
    """
    if as_of:
        with past.as_of(actor, type_key, as_of, Right.EXPORT):
            return iter(list(texts(actor, type_key, filter, form, columns, sort, ids, by_label=by_label)))
    record_type = registry.get(type_key)
    names = columns or default_columns(actor, record_type)
    fields = rows.columns_of(actor, record_type, names)
    found = export_rows(actor, type_key, filter, names, sort, ids)
    if form == "csv":
        return _as_csv([label_of(one) if by_label else one.name for one in fields], fields, found)
    return _as_json(record_type, found, lines=form == "ndjson")


def _as_csv(heads: list[str], fields: list[Field], found: Iterator[Row]) -> Iterator[tuple[str, int]]:
    # The mark at the beginning tells spreadsheets that this is UTF-8.
    yield f"\ufeff{csv_line(heads)}", 0
    for row in found:
        yield csv_line(cell(field, row[field.name]) for field in fields), 1


def csv_line(cells: Iterable[str]) -> str:
    """One line of cells, none of which a spreadsheet would run."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([write_safe(cell) for cell in cells])
    return line.getvalue()


def cell(field: Field, value: Any) -> str:
    """A value as a cell; an amount in another currency than the workspace's names it."""
    if (
        field.kind == "money"
        and value is not None
        and value.currency != snapshot.current().workspace.currency
    ):
        return f"{value.as_text()} {value.currency}"
    return field.to_cell(value)


def _as_json(record_type: RecordType, found: Iterator[Row], *, lines: bool) -> Iterator[tuple[str, int]]:
    if not lines:
        yield "[", 0
    mark = ""
    for row in found:
        text = json.dumps(row_to_json(record_type, row), ensure_ascii=False)
        yield (f"{text}\n" if lines else f"{mark}\n{text}"), 1
        mark = ","
    if not lines:
        yield "\n]\n", 0


def export_file(
    actor: Actor,
    type_key: str,
    filter: str | dict[str, Any],
    target: Path,
    columns: list[str] | None = None,
    sort: str = "",
    as_of: str = "",
) -> int:
    """Write a file whole or not at all; how many rows. Raises Invalid, FilterError, OSError."""
    pieces = texts(actor, type_key, filter, format_of(target.name), columns, sort, as_of=as_of)
    part = target.with_name(target.name + ".part")
    number = 0
    try:
        with part.open("w", encoding="utf-8", newline="") as stream:
            for text, rows_in_it in pieces:
                stream.write(text)
                number += rows_in_it
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return number

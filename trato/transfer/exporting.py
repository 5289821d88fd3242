"""Rows written into a file: the same rows, in the same order, whatever the format."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.kernel.tables import write_safe
from trato.records import access, rows, snapshot
from trato.records.errors import Invalid
from trato.records.json_rows import row_to_json
from trato.records.registry import registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.rows import Row

FORMATS = ("csv", "json", "ndjson")
CHUNK = 1000


def default_columns(actor: Actor, record_type: RecordType) -> list[str]:
    """Every field that an import can bring back, and the facts that tell rows apart."""
    via = {one.name for one in record_type.via if record_type.fields[one.name].target}
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
    actor: Actor, type_key: str, filter: str | dict[str, Any], columns: list[str] | None, sort: str = ""  # noqa: A002
) -> Iterator[Row]:
    """All rows that the actor may export. Raises FilterError, Denied."""
    record_type = registry.get(type_key)
    access.require(actor, record_type, Right.EXPORT)
    names = columns or default_columns(actor, record_type)
    after = None
    while True:
        page = rows.read(
            actor, type_key, columns=names, filter=filter, sort=sort or "id", limit=CHUNK, after=after, right=Right.EXPORT
        )
        yield from page.rows
        after = page.next
        if after is None:
            return


def write(
    actor: Actor, type_key: str, filter: str | dict[str, Any], stream: IO[str], form: str, columns: list[str] | None = None, sort: str = ""  # noqa: A002
) -> int:
    """Write rows into a text stream; how many."""
    record_type = registry.get(type_key)
    names = columns or default_columns(actor, record_type)
    fields = rows.columns_of(actor, record_type, names)
    found = export_rows(actor, type_key, filter, names, sort)
    if form == "csv":
        return _write_csv(stream, fields, found)
    return _write_json(stream, record_type, found, lines=form == "ndjson")


def _write_csv(stream: IO[str], fields: list[Field], found: Iterator[Row]) -> int:
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([field.name for field in fields])
    number = 0
    for row in found:
        writer.writerow([write_safe(cell(field, row[field.name])) for field in fields])
        number += 1
    return number


def cell(field: Field, value: Any) -> str:
    """A value as a cell; an amount in another currency than the workspace's names it."""
    if field.kind == "money" and value is not None and value.currency != snapshot.current().workspace.currency:
        return f"{value.as_text()} {value.currency}"
    return field.to_cell(value)


def _write_json(stream: IO[str], record_type: RecordType, found: Iterator[Row], *, lines: bool) -> int:
    number = 0
    if not lines:
        stream.write("[")
    for row in found:
        text = json.dumps(row_to_json(record_type, row), ensure_ascii=False)
        stream.write(text + "\n" if lines else f"{',' if number else ''}\n{text}")
        number += 1
    if not lines:
        stream.write("\n]\n")
    return number


def export_file(
    actor: Actor, type_key: str, filter: str, target: Path, columns: list[str] | None = None, sort: str = ""  # noqa: A002
) -> int:
    """Write a file whole or not at all; how many rows. Raises Invalid, FilterError."""
    form = format_of(target.name)
    part = target.with_name(target.name + ".part")
    try:
        with part.open("w", encoding="utf-8-sig" if form == "csv" else "utf-8", newline="") as stream:
            number = write(actor, type_key, filter, stream, form, columns, sort)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return number

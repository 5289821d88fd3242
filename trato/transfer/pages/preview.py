"""The first rows of a file as they will be read."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from trato.records.errors import RecordError
from trato.records.values import Ref
from trato.transfer.currencies import currency_columns
from trato.transfer.labels import label_of

if TYPE_CHECKING:
    from trato.records.fields.base import Field
    from trato.transfer.importing import Import
    from trato.transfer.rows import RowReader
    from trato.web.formats import Formats

ROWS = 5


@dataclass(frozen=True)
class Preview:
    """A small table: what the columns are called here, and rows with either cells or the reason."""

    labels: list[tuple[str, bool]]
    rows: list[dict[str, Any]]


def previewed(job: Import, reader: RowReader, formats: Formats) -> Preview:
    """Read the first rows; to be asked inside the dry run, where new names are known."""
    fields = {**job.record_type.fields, **reader.fields_to_be}
    joined = currency_columns(job.record_type)  # shown with their amounts
    taken = [one.field for one in job.columns if not one.ignored]
    names = list(dict.fromkeys(name for name in taken if name not in joined))
    rows = [_row(reader, line, row, names, fields, formats) for line, row in islice(job.rows(), ROWS)]
    labels = [_label(fields.get(name), name) for name in names]
    return Preview(labels, rows)


def mark_refused(preview: Preview, refusals: list[dict[str, Any]]) -> None:
    """Say of the shown rows why they will not come in."""
    reasons = {one["line"]: one["reason"] for one in refusals}
    for row in preview.rows:
        row["reason"] = reasons.get(row["line"], "")


def _label(field: Field | None, name: str) -> tuple[str, bool]:
    return (
        (label_of(field), field.numeric)
        if field is not None
        else (name.replace("_", " ").capitalize(), False)
    )


def _row(
    reader: RowReader,
    line: int,
    row: dict[str, str],
    names: list[str],
    fields: dict[str, Field],
    formats: Formats,
) -> dict[str, Any]:
    cells = [_cell(reader, fields.get(name), name, row, formats) for name in names]
    return {"line": line, "cells": cells, "reason": ""}


def _cell(reader: RowReader, field: Field | None, name: str, row: dict[str, str], formats: Formats) -> Any:
    cell = row.get(name, "")
    if not cell or field is None:
        return cell or None
    try:
        linking = name in reader.linker.fields
        value = reader.linker.value(name, row) if linking else reader.read(field, cell)
    except RecordError:
        return {"kind": "text", "text": cell}
    return shown(field, value, formats)


def shown(field: Field, value: Any, formats: Formats) -> Any:
    """A value as a cell of the components."""
    refs = value if isinstance(value, tuple) else (value,)
    if refs and isinstance(refs[0], Ref):
        waits = any(ref.is_pending for ref in refs)
        text = ", ".join(ref.label or ref.text for ref in refs)
        return {"kind": "pending", "text": text} if waits else text
    if value is None:
        return None
    writers = {
        "money": lambda: formats.money(value.minor, value.currency),
        "date": lambda: formats.date(value),
        "datetime": lambda: formats.datetime(value),
        "integer": lambda: str(value),
        "decimal": lambda: formats.decimal(value),
    }
    return writers.get(field.kind, lambda: field.to_text(value))()

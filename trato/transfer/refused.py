"""The refused rows of an import as a file: mend them there, and bring the file in again."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from trato.kernel.encodings import opened_text
from trato.kernel.errors import Unreadable
from trato.kernel.tables import Table, open_table
from trato.records.errors import NotFound
from trato.transfer.exporting import csv_line
from trato.transfer.models import Refusal, Upload
from trato.transfer.uploads import options_of, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trato.records.models import ChangeSet

#: An import leaves these columns out by itself.
HEADERS = ("Refused line", "Refused reason")


def refused_rows(change_set: ChangeSet) -> Iterator[str]:
    """Lines of a file: where each row stood, why it was refused, and its cells, while the file is kept."""
    reasons = dict(Refusal.objects.filter(change_set=change_set).values_list("line", "reason"))
    table = _table(change_set)
    yield "\ufeff" + csv_line([*HEADERS, *(table.headers if table is not None else ())])
    for line, cells in _cells(table, reasons):
        yield csv_line([str(line), reasons[line], *cells])


def _table(change_set: ChangeSet) -> Table | None:
    upload = Upload.objects.filter(change_set=change_set).first()
    if upload is None:
        return None
    options = options_of(upload)
    try:
        return open_table(
            path_of(upload), encoding=options.encoding or None, separator=options.separator or None
        )
    except (Unreadable, NotFound):
        return None


def _cells(table: Table | None, reasons: dict[int, str]) -> Iterator[tuple[int, list[str]]]:
    if table is None:
        yield from ((line, []) for line in reasons)
        return
    found = {line: cells for line, cells in table.rows() if line in reasons}
    ragged = {one.line for one in table.ragged}
    found |= _ragged(table, ragged & reasons.keys())
    yield from ((line, found.get(line, [])) for line in sorted(reasons))


def _ragged(table: Table, lines: set[int]) -> dict[int, list[str]]:
    """Rows of another width, as they are written."""
    if not lines:
        return {}
    with opened_text(table.source, table.encoding) as stream:
        kept = {number: text for number, text in enumerate(stream, start=1) if number in lines}
    return {number: next(csv.reader([text], delimiter=table.separator), []) for number, text in kept.items()}

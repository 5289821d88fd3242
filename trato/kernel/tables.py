"""Tables as text, cells separated by commas and the like: reading them, and writing cells that are safe."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from trato.kernel.encodings import checked_encoding, detect_encoding, opened_text
from trato.kernel.errors import Unreadable, shortened
from trato.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import TextIOWrapper
    from pathlib import Path

SEPARATORS = (",", ";", "\t", "|")
#: A cell may not be longer: beyond this it is a broken file, or not for a CRM.
LONGEST_CELL = 1_000_000
_LONGEST_LINE = 32 * LONGEST_CELL
_SAMPLE_ROWS = 50
_SAMPLE_CHARACTERS = 200_000
_DECLARED = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER_OR_PHONE = re.compile(r"[+-]?[ (]?\d[\d ().,/'-]*%?")


@dataclass(frozen=True, slots=True)
class RaggedRow:
    """A row with more or fewer cells than there are headers."""

    line: int
    expected: int
    found: int


@dataclass
class Table:
    """A table whose rows are read one after the other, as often as wanted."""

    source: str | Path | bytes = field(repr=False)
    encoding: str
    separator: str
    headers: tuple[str, ...]
    #: The rows that the last reading left out; complete when it came to its end.
    ragged: list[RaggedRow] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row with the line in which it starts; rows without any text and ragged ones are left out."""
        self.ragged = []
        width = len(self.headers)
        with opened_text(self.source, self.encoding) as stream:
            rows = _Rows(stream, self.separator)
            next(rows, None)
            for line, row in rows:
                if len(row) > width and not any(row[width:]):
                    # Some programs end every line with separators.
                    del row[width:]
                if len(row) == width:
                    yield line, row
                else:
                    self.ragged.append(RaggedRow(line, width, len(row)))


def open_table(
    source: str | Path | bytes, *, encoding: str | None = None, separator: str | None = None
) -> Table:
    """The table in a file or in bytes; encoding and separator are found out unless told."""
    detected = detect_encoding(source) if encoding is None else checked_encoding(source, encoding)
    separator = separator or _detect_separator(source, detected)
    if len(separator) != 1 or separator in '"\r\n':
        raise Unreadable(_("“%(text)s” cannot separate cells."), text=shortened(separator))
    with opened_text(source, detected) as stream:
        _line, first = next(_Rows(stream, separator), (0, []))
    if not any(cell.strip() for cell in first):
        raise Unreadable(_("The file is empty: its first line must name the columns."))
    return Table(source, detected, separator, _headers(first))


def write_safe(cell: str) -> str:
    """The cell for export: what a spreadsheet would run as a formula gets an apostrophe before it."""
    return f"'{cell}" if _is_formula(cell.lstrip("'")) else cell


def read_safe(cell: str) -> str:
    """The cell as it was before `write_safe`."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell.lstrip("'")) else cell


def _is_formula(cell: str) -> bool:
    return cell.startswith(_FORMULA_STARTS) and not _NUMBER_OR_PHONE.fullmatch(cell)


class _Rows:
    """The rows of a stream, each with the line in which it starts; those without any text are left out."""

    def __init__(self, stream: TextIOWrapper, separator: str) -> None:
        csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
        self._stream = stream
        self._line = 0
        self._is_at_end = False
        self._reader = csv.reader(self._lines(), delimiter=separator)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        return self

    def __next__(self) -> tuple[int, list[str]]:
        while True:
            start = self._line + 1
            try:
                row = next(self._reader)
            except csv.Error:
                raise _too_long(start) from None
            if self._is_at_end and row:
                # The reader wanted another line to finish this row.
                raise Unreadable(
                    _("The quotation mark that opens a cell in line %(line)s is never closed."), line=start
                )
            if (row and row[0].isalnum()) or any(cell and not cell.isspace() for cell in row):
                return start, row

    def _lines(self) -> Iterator[str]:
        while text := self._stream.readline(_LONGEST_LINE):
            self._line += 1
            if "\0" in text:
                raise Unreadable(
                    _("Line %(line)s is not text: save the file as CSV in UTF-8 and choose it again."),
                    line=self._line,
                )
            if len(text) == _LONGEST_LINE:
                raise _too_long(self._line)
            if not (self._line == 1 and _DECLARED.fullmatch(text)):
                yield text
        self._is_at_end = True


def _too_long(line: int) -> Unreadable:
    return Unreadable(
        _(
            "A cell in line %(line)s is longer than %(longest)s characters: "
            "perhaps a quotation mark is not closed."
        ),
        line=line,
        longest=LONGEST_CELL,
    )


def _detect_separator(source: str | Path | bytes, encoding: str) -> str:
    with opened_text(source, encoding) as stream:
        sample = stream.read(_SAMPLE_CHARACTERS)
    declared = _DECLARED.match(sample)
    if declared:
        return declared[1]
    lines = sample.splitlines(keepends=True)
    if len(sample) == _SAMPLE_CHARACTERS and len(lines) > 1:
        lines.pop()
    return max(SEPARATORS, key=lambda separator: _fitness(lines, separator))


def _fitness(lines: list[str], separator: str) -> float:
    """How many columns the separator makes, counted less the more the rows differ."""
    widths: list[int] = []
    try:
        for row in csv.reader(lines, delimiter=separator):
            if row:
                widths.append(len(row))
            if len(widths) == _SAMPLE_ROWS:
                break
    except csv.Error:
        return 0
    if not widths or widths[0] < 2:
        return 0
    share = sum(width == widths[0] for width in widths) / len(widths)
    return widths[0] * share**2


def _headers(first: list[str]) -> tuple[str, ...]:
    headers = [" ".join(cell.split()) for cell in first]
    while not headers[-1]:
        headers.pop()
    seen: dict[str, int] = {}
    for number, header in enumerate(headers, start=1):
        if not header:
            raise Unreadable(_("Column %(number)s has no name."), number=number)
        if fold(header) in seen:
            raise Unreadable(
                _("Columns %(first)s and %(second)s have the same name, “%(name)s”."),
                first=seen[fold(header)],
                second=number,
                name=shortened(header),
            )
        seen[fold(header)] = number
    return tuple(headers)

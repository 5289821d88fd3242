"""One look over a whole file: what each column holds, and how its dates and numbers are to be read."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from trato.kernel.dates import date_order, parse_date
from trato.kernel.emails import is_email
from trato.kernel.errors import Unreadable
from trato.kernel.numbers import decimal_mark, parse_decimal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from trato.kernel.tables import Table

MOST_DISTINCT = 50_000
SAMPLE = 4_000
#: Rows that are looked at together.
ROWS = 1_000
LONG = 200

INTEGER = re.compile(r"-?(0|[1-9]\d{0,17})")
YEAR = re.compile(r"(1[5-9]|20)\d\d")
PHONE = re.compile(r"(\+|00)[\d ()./-]{7,20}|\(?\d{2,5}\)?[ ./-][\d ()./-]{5,18}")
URL = re.compile(r"(https?://|www\.)\S+\.\S+", re.IGNORECASE)
YES_NO = frozenset({"yes", "no", "true", "false", "y", "n", "sí", "si", "是", "否"})


@dataclass
class ColumnProfile:
    """What is known of one column."""

    header: str
    filled: int = 0
    distinct: Counter[str] = field(default_factory=Counter)
    overflowed: bool = False
    #: Of the values that no longer fit: what they decide.
    late_order: str | None = None
    late_mark: str | None = None

    def add(self, cells: Sequence[str]) -> None:
        """Take the filled cells of some rows."""
        self.filled += len(cells)
        if len(self.distinct) + len(cells) <= MOST_DISTINCT:
            self.distinct.update(cells)
            return
        for cell in cells:
            if cell in self.distinct or len(self.distinct) < MOST_DISTINCT:
                self.distinct[cell] += 1
                continue
            self.overflowed = True
            if self.late_order is None and cell[:1].isdigit():
                self.late_order = date_order([cell])
                self.late_mark = self.late_mark or decimal_mark([cell])

    def date_order(self) -> str | None:
        """How the column's days and months stand; None if no value of it decides."""
        return date_order(self.distinct) or self.late_order

    def decimal_mark(self) -> str | None:
        """The mark before the column's decimals; None if no value of it decides."""
        return decimal_mark(self.distinct) or self.late_mark

    @property
    def samples(self) -> list[str]:
        return [cell for cell, _count in self.distinct.most_common(3)]

    def kind(self) -> str:
        """The kind of field that this content asks for."""
        cells = list(self.distinct)[:SAMPLE]
        if not cells:
            return "text"
        for kind, fits in self._tests():
            if all(fits(cell) for cell in cells):
                return kind
        return "longtext" if any(len(cell) > LONG or "\n" in cell for cell in cells) else "text"

    def holds_years(self) -> bool:
        """Whether its whole numbers are years: 1986, which is no sum and has no mark between its digits."""
        return bool(self.distinct) and all(YEAR.fullmatch(cell.strip()) for cell in self.distinct)

    def _tests(self) -> Iterable[tuple[str, Callable[[str], bool]]]:
        # Where no value decides, either way of reading makes it one; which one is asked later.
        orders = [self.date_order()] if self.date_order() else ["dmy", "mdy"]
        marks = [self.decimal_mark()] if self.decimal_mark() else [".", ","]
        yield "boolean", lambda cell: cell.strip().casefold() in YES_NO
        yield "integer", lambda cell: bool(INTEGER.fullmatch(cell.strip()))
        yield "email", is_email
        yield "date", lambda cell: any(_is_date(cell, order) for order in orders)
        yield "decimal", lambda cell: any(_is_decimal(cell, mark) for mark in marks)
        yield "phone", lambda cell: bool(PHONE.fullmatch(cell.strip()))
        yield "url", lambda cell: bool(URL.fullmatch(cell.strip()))


def _reads(parse: Callable[[], object]) -> bool:
    try:
        parse()
    except Unreadable:
        return False
    return True


def _is_date(cell: str, order: str | None) -> bool:
    return _reads(lambda: parse_date(cell, order))  # type: ignore[arg-type]  # of the column


def _is_decimal(cell: str, mark: str | None) -> bool:
    """A number, but none that loses its leading zeros: those are codes."""
    if len(cell.strip().lstrip("-")) > 1 and re.match(r"-?0\d", cell.strip()):
        return False
    return _reads(lambda: parse_decimal(cell, mark))  # type: ignore[arg-type]  # of the column


@dataclass
class Profile:
    """What is known of a file."""

    rows: int
    columns: list[ColumnProfile]
    is_whole: bool = True


def profile(table: Table, most: int | None = None) -> Profile:
    """Read the whole file once, or so many of its rows. Raises Unreadable where it breaks."""
    columns = [ColumnProfile(header) for header in table.headers]
    rows = (cells for _line, cells in table.rows())
    number, is_whole = 0, False
    while not is_whole:
        wanted = ROWS if most is None else min(ROWS, most - number)
        chunk = list(islice(rows, wanted))
        is_whole = len(chunk) < wanted
        for column, cells in zip(columns, zip(*chunk, strict=True), strict=True) if chunk else ():
            column.add([cell for cell in cells if cell and not cell.isspace()])
        number += len(chunk)
        if number == most:
            return Profile(number, columns, is_whole=next(rows, None) is None)
    return Profile(number, columns)

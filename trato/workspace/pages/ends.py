"""How records ended, won or lost, on which day and why: said instead of the day that was expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trato.records import access
from trato.web.formats import unbroken
from trato.workspace.cells import choice_label

if TYPE_CHECKING:
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.rows import Row
    from trato.workspace.cells import Cells

OPEN, WON = "open", "won"


def marked(outcome: str) -> dict[str, str]:
    """How an end looks where one leads records to it: its icon, and whether it is a good one."""
    is_won = outcome == WON
    return {"outcome": outcome, "icon": "check" if is_won else "x", "kind": "good" if is_won else "bad"}


class Ends:
    """Tells it of rows as their declaration says; of types without an ending every row is open."""

    def __init__(self, cells: Cells, record_type: RecordType) -> None:
        self.cells, self.known = cells, access.readable_fields(cells.actor, record_type)
        self.declared = record_type.ending
        if self.declared is not None and self.declared.by not in self.known:
            self.declared = None

    @property
    def fields(self) -> list[Field]:
        """What is to be read of a row to tell its end."""
        names = (self.declared.by, self.declared.day) if self.declared else ()
        return [self.known[name] for name in names if name in self.known]

    @property
    def expected(self) -> str:
        """The field in whose place the end is told."""
        return self.declared.expected if self.declared else ""

    def kind(self, row: Row) -> str:
        return str((row.get(self.declared.by) if self.declared else None) or OPEN)

    def told(self, row: Row) -> str:
        """Such as “Won 4 Mar”; empty for what is open."""
        if self.declared is None or self.kind(row) == OPEN:
            return ""
        said = choice_label(self.known[self.declared.by], self.kind(row))
        day = row.get(self.declared.day)
        return f"{said} {unbroken(self.cells.formats.day(day))}" if day else said

    def meta(self, row: Row) -> dict[str, Any] | None:
        """The same as a fact of a page's head, with the reason; None for what is open."""
        text = self.told(row)
        if self.declared is None or not text:
            return None
        reason = row.get(self.declared.why) if self.declared.why else None
        if reason:
            text = f"{text} · {self.cells.text(self.known[self.declared.why], reason)}"
        day = row.get(self.declared.day)
        written = self.cells.cell(self.known[self.declared.day], day) if day else None
        return {
            "icon": "calendar",
            "value": {**written, "text": text} if isinstance(written, dict) else text,
        }

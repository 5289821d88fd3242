"""How long the rows of a list have stood where they stand, such as deals in their stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from trato.records import access, shadow
from trato.records.values import Ref
from trato.workspace.quiet import quiet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.rows import Row
    from trato.workspace.cells import Cells


class Standing:
    """The days of the column that says since when, for the rows of one list; idle where it is not shown."""

    def __init__(self, cells: Cells, record_type: RecordType, fields: Sequence[Field]) -> None:
        self.cells, self.record_type = cells, record_type
        board, names = record_type.board, [one.name for one in fields]
        known = access.readable_fields(cells.actor, record_type)
        self.at = names.index(board.since) if board and board.since in names else None
        self.since = board.since if board and self.at is not None else ""
        self.by = known.get(board.by) if board and self.since else None
        self.stale_after = board.stale_after if board else ""
        self.quiet: dict[int, str] = {}
        self.now, self.is_past = timezone.now(), shadow.is_past(record_type.key)

    @property
    def names(self) -> list[str]:
        """What is to be read beside the columns."""
        return [one.name for one in self.fields]

    @property
    def fields(self) -> list[Field]:
        """Where the rows stand."""
        return [self.by] if self.by else []

    def look_up(self, rows: Iterable[Row]) -> None:
        """Of which rows nothing was heard for so long that they are stale: asked once for all of them."""
        if self.by is None or self.is_past:
            return
        asked = [(row.id, self._patience(row), row[self.since]) for row in rows if self._goes_on(row)]
        self.quiet |= quiet(self.record_type.key, asked, self.now)

    def cell(self, row: Row) -> dict[str, Any] | None:
        """The days that the row's cell says; nothing where it stands for good, or of a past day."""
        since: datetime | None = row[self.since]
        if since is None or self.is_past or not self._goes_on(row):
            return None
        formats = self.cells.formats
        text, hint = formats.days(max(0, (self.now - since).days)), formats.hint(since)
        if row.id in self.quiet:
            return {"kind": "stale", "text": text, "hint": hint, "quiet": self.quiet[row.id]}
        return {"kind": "time", "text": text, "iso": since.isoformat(), "hint": hint}

    def _patience(self, row: Row) -> int | None:
        return getattr(self._stage(row), self.stale_after, None) if self.stale_after else None

    def _stage(self, row: Row) -> Any:
        value = row[self.by.name] if self.by else None
        return self.cells.stages.get((value.type, value.id or 0)) if isinstance(value, Ref) else None

    def _goes_on(self, row: Row) -> bool:
        return getattr(self._stage(row), "kind", "open") == "open"

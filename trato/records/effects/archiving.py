"""The bin: a record's own state, kept in history under a name of its own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trato.records.touched import Touched

#: How history, which speaks of fields, calls being in the bin.
ARCHIVED = "archived"


def mark_archived(touched: Touched, at: datetime | None) -> None:
    """Put the record into the bin or take it out; one that is there already stays since when it is."""
    was = touched.record.archived_at
    at = was if was is not None and at is not None else at
    touched.before.setdefault(ARCHIVED, was)
    touched.record.archived_at = at
    touched.after[ARCHIVED] = at


def to_history(at: datetime | None) -> str | bool:
    """Since when it is in the bin, or no."""
    return at.isoformat() if at is not None else False


def from_history(kept: str | bool, now: datetime) -> datetime | None:  # noqa: FBT001  # as history kept it
    return datetime.fromisoformat(kept) if isinstance(kept, str) else now if kept else None

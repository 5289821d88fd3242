"""The bin: a record's own state, kept in history under a name of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from trato.records.touched import Touched

#: How history, which speaks of fields, calls being in the bin.
ARCHIVED = "archived"


def mark_archived(touched: Touched, at: datetime | None) -> None:
    """Put the record into the bin or take it out; history keeps it as yes or no."""
    was = touched.record.archived_at is not None
    touched.before.setdefault(ARCHIVED, was)
    touched.record.archived_at = at
    touched.after[ARCHIVED] = at is not None

"""A row of the timeline as it is read: fifty of them a page, so no instances."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple


class TimelineRow(NamedTuple):
    """One thing that happened to a record or to what belongs to it; the names are the columns'."""

    id: int
    at: datetime
    kind: str
    subject_type: str
    subject_id: int
    actor_id: int | None
    change_set_id: int
    data: dict[str, Any]

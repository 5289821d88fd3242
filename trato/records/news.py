"""When something was last heard of records: the newest entry on their timelines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from trato.records.models import TimelineEntry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def last_news(type_key: str, ids: Iterable[int]) -> dict[int, datetime]:
    """The moment of the last news of each record; one query, by the index of the timeline."""
    found = TimelineEntry.objects.filter(type=type_key, record_id__in=list(ids)).order_by()
    return dict(found.values("record_id").annotate(at=Max("at")).values_list("record_id", "at"))

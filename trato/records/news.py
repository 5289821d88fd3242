"""When something was last heard of records: the newest entry on their timelines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from trato.records.models import TimelineEntry
from trato.records.registry import registry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def last_news(type_key: str, ids: Iterable[int]) -> dict[int, datetime]:
    """The moment of the last news of each record, if only that it was made; two queries."""
    wanted = list(ids)
    made = registry.get(type_key).model._base_manager.filter(pk__in=wanted)
    told = TimelineEntry.objects.filter(type=type_key, record_id__in=wanted).order_by()
    return dict(made.values_list("pk", "created_at")) | dict(
        told.values("record_id").annotate(at=Max("at")).values_list("record_id", "at")
    )

"""When something was last heard of records: the newest entry on their timelines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Max

from trato.records.expressions import Among
from trato.records.models import TimelineEntry
from trato.records.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


def last_news(type_key: str, since: Mapping[int, datetime]) -> dict[int, datetime]:
    """The moment of the last news of each record; one query. `since` is what is known of already, such as
    when each was made.
    """
    told = dict(_TOLD(type_key, Among.listed(since)))
    return {pk: max(moment, told.get(pk, moment)) for pk, moment in since.items()}


_TOLD = Prepared(
    lambda type_key, ids: (
        TimelineEntry.objects.filter(Among(F("record_id"), ids), type=type_key)
        .order_by()
        .values("record_id")
        .annotate(last=Max("at"))
        .values_list("record_id", "last")
    )
)

"""When something was last heard of records: the newest entry on their timelines."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.db.models import F, Max

from trato.records.expressions import Among
from trato.records.models import TimelineEntry
from trato.records.prepared import Prepared
from trato.records.registry import registry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db import models


def last_news(type_key: str, ids: Iterable[int]) -> dict[int, datetime]:
    """The moment of the last news of each record, if only that it was made; two queries."""
    wanted = Among.listed(ids)
    return dict(_made(registry.get(type_key).model)(wanted)) | dict(_TOLD(type_key, wanted))


@cache
def _made(model: type[models.Model]) -> Prepared:
    return Prepared(
        lambda ids: model._base_manager.filter(Among(F("pk"), ids)).values_list("pk", "created_at")
    )


_TOLD = Prepared(
    lambda type_key, ids: (
        TimelineEntry.objects.filter(Among(F("record_id"), ids), type=type_key)
        .order_by()
        .values("record_id")
        .annotate(last=Max("at"))
        .values_list("record_id", "last")
    )
)

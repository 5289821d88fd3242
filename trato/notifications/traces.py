"""News of records that are gone without a way back."""

from __future__ import annotations

import re

from trato.notifications.delivering import NEWS
from trato.notifications.models import Notification
from trato.records.models import OutboxEvent
from trato.records.outbox import TOLD
from trato.records.registry import registry

#: The record that a mark names.
NAMED = re.compile(r"(\w+)/(\d+)")


def forget(gone: dict[str, set[int]]) -> None:
    """Delete what marks remember of them, and lines that tell of more records than will be left."""
    marked = Notification.objects.filter(type="").exclude(mark=None).values_list("pk", "mark")
    over = [pk for pk, mark in marked if _names_one(mark or "", gone)]
    for key, ids in gone.items():
        left = registry.get(key).model._base_manager.exclude(pk__in=ids).count()
        several = Notification.objects.filter(type=key, record_id=None, count__gt=left)
        over += several.values_list("pk", flat=True)
    Notification.objects.filter(pk__in=over).delete()
    # Open pages have long looked: the word that there was news is a trace, too.
    OutboxEvent.objects.filter(name=TOLD, type=NEWS).delete()


def _names_one(mark: str, gone: dict[str, set[int]]) -> bool:
    found = NAMED.search(mark)
    return found is not None and int(found[2]) in gone.get(found[1], ())

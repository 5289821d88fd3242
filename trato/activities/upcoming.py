"""What activities tell of what comes next for a record: its open tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Subquery

from trato.activities.timeline.ahead import TASKS, knows
from trato.records import access
from trato.records.models import Link
from trato.records.registry import registry
from trato.records.upcoming import Planned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trato.accounts.actor import Actor


def _planned(
    actor: Actor, key: str, at: str, state: dict[str, str], type_key: str, ids: Sequence[int]
) -> Iterator[Planned]:
    """What is planned about these records in one type, in one query."""
    if not knows(actor, key, "about", "name", at, *state):
        return
    icon = registry.get(key).icon
    rows = access.visible_rows(actor, registry.get(key)).filter(
        pk=OuterRef("record_id"), archived_at=None, **state
    )
    links = Link.objects.filter(type=key, field="about", target_type=type_key, target_id__in=ids)
    found = links.filter(Exists(rows)).annotate(
        at=Subquery(rows.values(at)[:1]), title=Subquery(rows.values("name")[:1])
    )
    for about, pk, when, title in found.values_list("target_id", "record_id", "at", "title"):
        yield Planned(about, when, title, icon, key, pk)


def open_tasks(actor: Actor, type_key: str, ids: Sequence[int]) -> Iterator[Planned]:
    return _planned(actor, TASKS, "due_on", {"status": "open"}, type_key, ids)


SOURCES = [open_tasks]

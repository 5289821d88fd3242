"""What activities tell of what comes next for a record: open tasks, planned meetings and calls."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Subquery

from trato.activities.timeline.ahead import CALLS, MEETINGS, TASKS, knows
from trato.records import access
from trato.records.contexts import context_for
from trato.records.models import Link
from trato.records.registry import registry
from trato.records.upcoming import Planned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trato.accounts.actor import Actor


def _planned(
    actor: Actor, key: str, at: tuple[str, ...], state: dict[str, Any], type_key: str, ids: Sequence[int]
) -> Iterator[Planned]:
    """What is planned about these records in one type, in one query; `at`: its fields, the exact first."""
    if not knows(actor, key, "about", "name", *at, *(name.partition("__")[0] for name in state)):
        return
    record_type = registry.get(key)
    rows = access.visible_rows(actor, record_type).filter(pk=OuterRef("record_id"), archived_at=None, **state)
    links = Link.objects.filter(type=key, field="about", target_type=type_key, target_id__in=ids)
    shown = {f"at_{place}": Subquery(rows.values(name)[:1]) for place, name in enumerate(at)}
    found = links.filter(Exists(rows)).annotate(title=Subquery(rows.values("name")[:1]), **shown)
    for about, pk, title, *moments in found.values_list("target_id", "record_id", "title", *shown):
        when = next((moment for moment in moments if moment is not None), None)
        yield Planned(about, when, title or str(record_type.label), record_type.icon, key, pk)


def open_tasks(actor: Actor, type_key: str, ids: Sequence[int]) -> Iterator[Planned]:
    return _planned(actor, TASKS, ("due_at", "due_on"), {"status": "open"}, type_key, ids)


def planned_meetings(actor: Actor, type_key: str, ids: Sequence[int]) -> Iterator[Planned]:
    return _planned(actor, MEETINGS, ("starts_at",), {"outcome": "planned"}, type_key, ids)


def planned_calls(actor: Actor, type_key: str, ids: Sequence[int]) -> Iterator[Planned]:
    """Calls for today or later; without an outcome they are still to be made."""
    context = context_for(actor)
    today = datetime.combine(context.today, time.min, ZoneInfo(context.time_zone))
    state = {"outcome": "", "started_at__gte": today}
    return _planned(actor, CALLS, ("started_at",), state, type_key, ids)


SOURCES = [open_tasks, planned_meetings, planned_calls]

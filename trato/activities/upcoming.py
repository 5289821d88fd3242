"""What activities tell of what comes next for a record: open tasks, planned meetings and calls."""

from __future__ import annotations

from datetime import datetime, time
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Subquery

from trato.activities.timeline.ahead import CALLS, MEETINGS, TASKS, knows
from trato.records import access, snapshot
from trato.records.contexts import context_for
from trato.records.expressions import Among
from trato.records.models import Link
from trato.records.prepared import Prepared
from trato.records.registry import registry
from trato.records.upcoming import Planned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import QuerySet

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType


def _planned(
    actor: Actor, key: str, at: tuple[str, ...], state: dict[str, Any], type_key: str, ids: Sequence[int]
) -> Iterator[Planned]:
    """What is planned about these records in one type, in one query; `at`: its fields, the exact first."""
    if not knows(actor, key, "about", "name", *at, *(name.partition("__")[0] for name in state)):
        return
    record_type, names = registry.get(key), tuple(state)
    bound = access.scope_bound(actor, record_type)
    asked = snapshot.derived(
        ("planned", key, bound.form), lambda: Prepared(partial(_asked, record_type, at, names, bound.form))
    )
    found = asked(type_key, Among.listed(ids), *state.values(), *bound.params)
    for about, pk, title, *moments in found:
        when = next((moment for moment in moments if moment is not None), None)
        yield Planned(about, when, title or str(record_type.label), record_type.icon, key, pk)


def _asked(
    record_type: RecordType,
    at: tuple[str, ...],
    names: tuple[str, ...],
    form: tuple[Any, ...],
    type_key: Any,
    ids: Any,
    *values: Any,
) -> QuerySet[Any]:
    """Links to these records, with the title and the moments of what each of them leads to."""
    state = dict(zip(names, values, strict=False))
    seen = access.rows_within(record_type, form, values[len(names) :])
    rows = seen.filter(pk=OuterRef("record_id"), archived_at=None, **state)
    links = Link.objects.filter(type=record_type.key, field="about", target_type=type_key)
    links = links.filter(Among(F("target_id"), ids), Exists(rows))
    shown = {f"at_{place}": Subquery(rows.values(name)[:1]) for place, name in enumerate(at)}
    found = links.annotate(title=Subquery(rows.values("name")[:1]), **shown)
    return found.values_list("target_id", "record_id", "title", *shown)


def open_tasks(actor: Actor, type_key: str, ids: Sequence[int]) -> Iterator[Planned]:
    return _planned(actor, TASKS, ("due_at", "due_on"), {"status": "open"}, type_key, ids)


def planned_meetings(actor: Actor, type_key: str, ids: Sequence[int]) -> Iterator[Planned]:
    return _planned(actor, MEETINGS, ("starts_at",), {"outcome": "planned"}, type_key, ids)


def planned_calls(actor: Actor, type_key: str, ids: Sequence[int]) -> Iterator[Planned]:
    """Calls for today or later; without an outcome they are still to be made."""
    context = context_for(actor)
    today = datetime.combine(context.today, time.min, ZoneInfo(context.time_zone))
    state = {"outcome": "", "started_at__gte": Prepared.moment(today)}
    return _planned(actor, CALLS, ("started_at",), state, type_key, ids)


SOURCES = [open_tasks, planned_meetings, planned_calls]

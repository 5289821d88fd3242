"""What activities tell of what comes next for a record: open tasks, planned meetings and calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import DateField, Exists, F, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Cast

from trato.activities.timeline.ahead import CALLS, MEETINGS, TASKS, knows
from trato.records import access, snapshot
from trato.records.contexts import context_for
from trato.records.expressions import Among
from trato.records.models import Link
from trato.records.prepared import Prepared
from trato.records.registry import registry
from trato.records.upcoming import Planned, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import QuerySet

    from trato.accounts.actor import Actor


#: How a sign of a filter is asked of a column.
LOOKUPS = {":": "", ">=": "__gte"}


@dataclass(frozen=True)
class _Kind:
    """One type of activities: its moment, its day where none is exact, and the terms that say it is ahead."""

    key: str
    at: str
    day: str
    ahead: tuple[tuple[str, str, str], ...]

    @property
    def filter(self) -> str:
        """The terms as one types them."""
        return " ".join("".join(term) for term in self.ahead)


#: Calls for today or later without an outcome are to be made.
KINDS = (
    _Kind(TASKS, "due_at", "due_on", (("status", ":", "open"),)),
    _Kind(MEETINGS, "starts_at", "", (("outcome", ":", "planned"),)),
    _Kind(CALLS, "started_at", "", (("outcome", ":", "none"), ("started_at", ">=", "today"))),
)


def planned(actor: Actor, type_key: str, ids: Sequence[int]) -> Iterator[Planned]:
    """What is planned about these records, of what the actor may see; one query for all of it."""
    kinds = [kind for kind in KINDS if _knows(actor, kind)]
    bounds = [access.scope_bound(actor, registry.get(kind.key)) for kind in kinds]
    if not kinds:
        return
    forms = tuple((kind, bound.form, len(bound.params)) for kind, bound in zip(kinds, bounds, strict=True))
    asked = snapshot.derived(("planned", forms), lambda: Prepared(partial(_asked, forms)))
    words = _words(actor)
    bound: list[Any] = []
    for kind, held in zip(kinds, bounds, strict=True):
        bound += [words.get(word, word) for _name, _sign, word in kind.ahead] + list(held.params)
    for place, about, pk, title, at, day in asked(type_key, Among.listed(ids), *bound):
        record_type = registry.get(kinds[place].key)
        when = day if at is None else at
        yield Planned(about, when, title or str(record_type.label), record_type.icon, record_type.key, pk)


def _knows(actor: Actor, kind: _Kind) -> bool:
    days = (kind.day,) if kind.day else ()
    return knows(actor, kind.key, "about", "name", kind.at, *days, kind.ahead[0][0])


def _words(actor: Actor) -> dict[str, Any]:
    """What a column holds where a term says it in a word."""
    context = context_for(actor)
    today = datetime.combine(context.today, time.min, ZoneInfo(context.time_zone))
    return {"none": "", "today": Prepared.moment(today)}


def _asked(forms: tuple[tuple[_Kind, Any, int], ...], type_key: Any, ids: Any, *values: Any) -> QuerySet[Any]:
    """Links to these records, with the title and the day of what each of them leads to."""
    left, parts = list(values), []
    for place, (kind, form, number) in enumerate(forms):
        state = {name + LOOKUPS[sign]: left.pop(0) for name, sign, _word in kind.ahead}
        params = [left.pop(0) for _each in range(number)]
        seen = access.rows_within(registry.get(kind.key), form, params)
        rows = seen.filter(pk=OuterRef("record_id"), archived_at=None, **state)
        links = Link.objects.filter(type=kind.key, field="about", target_type=type_key).order_by()
        parts.append(
            links.filter(Among(F("target_id"), ids), Exists(rows))
            .annotate(
                place=Value(place, IntegerField()),
                title=Subquery(rows.values("name")[:1]),
                at=Subquery(rows.values(kind.at)[:1]),
                day=Subquery(rows.values(kind.day)[:1]) if kind.day else Cast(Value(None), DateField()),
            )
            .values_list("place", "target_id", "record_id", "title", "at", "day")
        )
    first, *others = parts
    return first.union(*others, all=True) if others else first


def ahead(actor: Actor, state: str, now: datetime) -> Iterator[tuple[str, str, str]]:
    """The types of which the actor may know what is planned, each with the filter for it."""
    for kind in KINDS:
        if _knows(actor, kind):
            yield kind.key, "about", f"{kind.filter} {_when(kind, state, now)}".strip()


def _when(kind: _Kind, state: str, now: datetime) -> str:
    moment = now.isoformat()
    exact, day = {
        "overdue": (f"{kind.at}<{moment}", f"{kind.day}<today"),
        "today": (f"{kind.at}>={moment} {kind.at}:today", f"{kind.day}:today"),
    }.get(state, ("", ""))
    return f"({exact} or {kind.at}:none {day})" if exact and kind.day else exact


SOURCES = [Source(planned, ahead)]

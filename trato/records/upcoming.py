"""What comes next for records, such as the nearest task of a deal; rooms that plan things tell it.

A room says what it plans in its `upcoming.py`, found by name, as a list `SOURCES` of `Source`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Value
from django.utils import timezone

from trato.records.contexts import context_for
from trato.records.expressions import All, Any_, Condition
from trato.records.fields.base import Bound
from trato.records.of_rooms import modules_named

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.expressions import Slots
    from trato.records.record_type import RecordType
    from trato.records.values import Context

State = Literal["overdue", "today", "later", "none"]


@dataclass(frozen=True)
class Planned:
    """Something planned about a record: a day, an instant, or None when nobody said when."""

    about: int
    at: date | datetime | None
    title: str
    icon: str
    type_key: str
    record_id: int


@dataclass(frozen=True)
class Upcoming:
    """The next thing planned about a record, as its reader's clock sees it."""

    at: date | datetime | None
    title: str
    icon: str
    type_key: str
    record_id: int
    state: State


#: That something should be planned, and is not.
NOTHING = Upcoming(None, "", "", "", 0, "none")


@dataclass(frozen=True)
class Source:
    """What a room plans about records."""

    #: What an actor may know to be planned about these records, with as few queries for many as for one.
    planned: Callable[[Actor, str, Sequence[int]], Iterable[Planned]]
    #: The same as filters: the types that plan, the link that tells about what, and which of their records
    #: are ahead: overdue, for today or, for "", whenever. The moment is that of now.
    ahead: Callable[[Actor, str, datetime], Iterable[tuple[str, str, str]]]


@cache
def sources() -> tuple[Source, ...]:
    """What rooms plan."""
    return tuple(source for module in modules_named("upcoming") for source in module.SOURCES)


def is_planned(record_type: RecordType) -> bool:
    """Whether people plan what comes next for records of this type."""
    return record_type.group not in {"", "work"} and not record_type.is_setting and record_type.is_noted


def upcoming(actor: Actor, type_key: str, ids: Iterable[int]) -> dict[int, Upcoming]:
    """The next thing planned about each of these records; those without any are left out.

    The overdue come first, then by day and hour; what has no day comes last. The number of queries depends on
    how many kinds of things are planned, never on how many records there are.
    """
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    zone = ZoneInfo(context_for(actor).time_zone)
    nearest: dict[int, Planned] = {}
    for source in sources():
        for one in source.planned(actor, type_key, wanted):
            known = nearest.get(one.about)
            if known is None or _order(one, zone) < _order(known, zone):
                nearest[one.about] = one
    now = timezone.now().astimezone(zone)
    return {about: _seen(one, now) for about, one in nearest.items()}


def bind_planned(context: Context, state: str) -> Bound:
    """The condition that something is planned, its values taken out; what the reader may not see is not."""
    from trato.records import access, filters  # which ask for fields, and these for what is planned
    from trato.records.registry import registry

    forms: list[Any] = []
    params: tuple[Any, ...] = ()
    for source in sources():
        for key, link, words in source.ahead(context.actor, state, timezone.now()):
            record_type = registry.get(key)
            wanted = filters.bind(record_type, filters.parse(words), context)
            scope = access.scope_bound(context.actor, record_type)
            forms.append((key, link, wanted.form, scope.form))
            params += wanted.params + scope.params
    return Bound(tuple(forms), params)


def build_planned(type_key: str, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
    """The expression of that condition, about a record of a type."""
    from trato.records import access, filters
    from trato.records.models import Link
    from trato.records.registry import registry

    either = []
    for key, link, wanted, scope in form:
        record_type = registry.get(key)
        rows = record_type.model._base_manager.filter(
            filters.build(record_type, wanted, slots), pk=OuterRef("record_id"), archived_at=None
        ).filter(access.build_scope(record_type, scope, "", slots))
        named = [Condition("=", F("type"), Value(key)), Condition("=", F("field"), Value(link))]
        either.append(All(*named, Exists(rows)))
    # One look at all that is linked to a record: most have nothing planned.
    links = Link.objects.filter(Any_(*either), target_type=type_key, target_id=OuterRef(f"{prefix}pk"))
    return Exists(links)


def _order(one: Planned, zone: ZoneInfo) -> tuple[date, time, str, int]:
    day, hour = _local(one.at, zone)
    return day or date.max, hour, one.type_key, one.record_id


def _local(at: date | datetime | None, zone: ZoneInfo) -> tuple[date | None, time]:
    if isinstance(at, datetime):
        moment = at.astimezone(zone)
        return moment.date(), moment.time()
    return at, time.min


def _seen(one: Planned, now: datetime) -> Upcoming:
    return Upcoming(one.at, one.title, one.icon, one.type_key, one.record_id, state_of(one.at, now))


def state_of(at: date | datetime | None, now: datetime) -> State:
    """Whether something planned is late, for today, or for later; `now` in the reader's zone."""
    if at is None:
        return "later"
    if isinstance(at, datetime):
        if at < now:
            return "overdue"
        at = at.astimezone(now.tzinfo).date()
    if at < now.date():
        return "overdue"
    return "today" if at == now.date() else "later"

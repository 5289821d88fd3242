"""What stands in a calendar: records of every type that declares a time, as their reader may see them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from trato.accounts.rights import Right
from trato.records import access, rows
from trato.records.errors import NotFound
from trato.records.filters.tree import And, Term
from trato.records.registry import registry
from trato.workspace.calendar.asking import ME, TEAM, Asked
from trato.workspace.pages.chosen_sum import amount_of
from trato.workspace.reader import capitalized, record_url

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from trato.accounts.actor import Actor
    from trato.records.filters.tree import Node
    from trato.records.record_type import Calendar, RecordType
    from trato.records.rows import Row
    from trato.web.formats import Formats

MOST = 1000
SLOT = 15
SLOTS = 24 * 60 // SLOT
#: Shorter ones, and those of which only the beginning is known, are drawn as long: their names can be read.
SHORTEST = 2
MOST_LANES = 6


@dataclass
class Event:
    """One record on one day; times are those of the reader's clock."""

    type_key: str
    id: int
    title: str
    url: str
    icon: str
    tone: int
    day: date
    start: datetime | None = None
    end: datetime | None = None
    time: str = ""
    hint: str = ""
    owner: str = ""
    owner_id: int | None = None
    is_over: bool = False
    may_move: bool = False
    may_resize: bool = False
    may_pick: bool = True
    #: What several chosen ones come to, as `amount_of` has it.
    amount: str = ""
    #: The rows of the day's grid, in quarters of an hour, and the lane beside others at the same time.
    first: int = 0
    last: int = 0
    lane: int = 1
    lanes: int = 1
    #: How many of the lanes it takes.
    wide: int = 1

    @property
    def minutes(self) -> int:
        """How long it is; 0 while nobody knows."""
        return int((self.end - self.start).total_seconds() // 60) if self.start and self.end else 0

    @property
    def plain(self) -> Event:
        """The same without its place in a day's grid."""
        return replace(self, first=0, last=0)


@dataclass
class Day:
    """What stands on one day: without an hour on top, the rest by its hours."""

    date: date
    whole: list[Event] = field(default_factory=list)
    timed: list[Event] = field(default_factory=list)

    @property
    def events(self) -> list[Event]:
        return [*self.whole, *self.timed]


def types_with_time(actor: Actor) -> list[RecordType]:
    """The types that declare a time and that this person has a screen for."""
    return [
        one
        for one in registry.types()
        if one.calendar is not None and one.group and access.may(actor, one, Right.READ)
    ]


def read_days(actor: Actor, asked: Asked, formats: Formats, *, waiting: int = 0) -> list[Day]:
    """The days of a calendar with what stands on them: a few queries a type, however many records.

    With `waiting`, of what has no hour only what is not over, and so many of each type at most.
    """
    days = {day: Day(day) for day in asked.days}
    for tone, record_type in enumerate(types_with_time(actor)):
        found = events_of(actor, record_type, asked, formats, hours=True if waiting else None)
        rest = events_of(actor, record_type, asked, formats, hours=False, most=waiting) if waiting else ()
        for event in (*found, *rest):
            event.tone = tone % 4
            if event.day in days:
                (days[event.day].timed if event.start else days[event.day].whole).append(event)
    for day in days.values():
        day.timed.sort(key=lambda one: (one.first, one.id))
        share_lanes(day.timed)
    return list(days.values())


class Span(Protocol):
    """Some days, and whose."""

    @property
    def begin(self) -> date: ...
    @property
    def end(self) -> date: ...
    @property
    def who(self) -> str: ...


def event_of(actor: Actor, record_type: RecordType, pk: int, formats: Formats) -> Event | None:
    """How one record stands in a calendar; None for one that has no day. Raises NotFound."""
    calendar, row = record_type.calendar, rows.one(actor, record_type.key, pk)
    if calendar is None or not _when(calendar) <= row.keys():
        raise NotFound
    if all(row.get(name) is None for name in (calendar.start, _day(record_type, row)) if name):
        return None
    return _event(record_type, calendar, row, formats, ZoneInfo(formats.time_zone))


def events_of(
    actor: Actor,
    record_type: RecordType,
    asked: Span,
    formats: Formats,
    *,
    hours: bool | None = None,
    most: int = MOST,
) -> Iterable[Event]:
    """What stands there of one type; what of it has an hour, or what has none and is not over."""
    calendar = record_type.calendar
    known = access.readable_fields(actor, record_type)
    if calendar is None or not _when(calendar) <= known.keys():
        return
    if hours is not None and not (calendar.start if hours else calendar.day):
        return
    by = calendar.start if hours else calendar.day or calendar.start
    closing = _closing(record_type, known) if hours is None else ""
    wanted = (
        record_type.title, *_when(calendar), *calendar.over[:1], closing, "owner", record_type.main_total,
    )  # fmt: skip
    columns = [name for name in wanted if name in known]
    found: list[Row] = []
    for day, wants in _asked_for(record_type, by, closing, asked, hours):
        read = rows.read(
            actor, record_type.key, columns=dict.fromkeys(columns), filter=wants, sort=day, limit=most
        ).rows
        found += [row for row in read if by != calendar.day or _day(record_type, row) == day]
    movable = (
        access.reached_ids(actor, record_type, [row.id for row in found], Right.EDIT) if found else set()
    )
    writable = {name for name in _when(calendar) if access.may_write(actor, record_type, name)}
    zone = ZoneInfo(formats.time_zone)
    for row in found:
        event = _event(record_type, calendar, row, formats, zone)
        event.may_move = row.id in movable and bool(writable) and not is_closed(record_type, row)
        event.may_resize = event.may_move and calendar.end in writable and event.end is not None
        owner = row.get("owner")
        event.amount = amount_of(row, record_type.main_total)
        is_told = owner is not None and (asked.who == TEAM or owner.id != actor.user_id)
        event.owner_id = owner.id if owner is not None else None
        event.owner = owner.label if owner is not None and is_told else ""
        yield event


def closing_day(record_type: RecordType) -> str:
    """The field of the day on which what is over stands, where the type has one beside the expected day."""
    ending, calendar = record_type.ending, record_type.calendar
    if ending is None or calendar is None:
        return ""
    is_declared = calendar.day == ending.expected and calendar.over[:1] == (ending.by,)
    return ending.day if is_declared else ""


def _closing(record_type: RecordType, known: Collection[str]) -> str:
    """The same, if this person may know it and what is over."""
    closing = closing_day(record_type)
    return closing if closing in known and record_type.over[0] in known else ""


def is_closed(record_type: RecordType, row: Row) -> bool:
    """Whether it is over and stands where it closed: nothing moves it from there."""
    return bool(closing_day(record_type)) and _is_over(record_type, row)


def _is_over(record_type: RecordType, row: Row) -> bool:
    over = record_type.calendar.over if record_type.calendar is not None else ()
    return bool(over) and row.get(over[0]) in over[1:]


def _day(record_type: RecordType, row: Row) -> str:
    """The field of its day: once it is over, of the one on which it closed, as far as one may know it."""
    closing = closing_day(record_type)
    if closing and is_closed(record_type, row) and row.get(closing) is not None:
        return closing
    return record_type.calendar.day if record_type.calendar is not None else ""


def _when(calendar: Calendar) -> set[str]:
    return {name for name in (calendar.start, calendar.end, calendar.day) if name}


def _asked_for(
    record_type: RecordType,
    by: str,
    closing: str,
    asked: Span,
    hours: bool | None,  # noqa: FBT001  # as `events_of` has it
) -> Iterable[tuple[str, And]]:
    """What stands there by its day, and by the day on which it closed: an index knows each, and none both."""
    yield by, _filter(record_type, by, asked, hours)
    if closing:
        over = Term(record_type.over[:1], ":", record_type.over[1:])
        yield closing, And((over, *_filter(record_type, closing, asked, hours).parts))


def _filter(record_type: RecordType, by: str, asked: Span, hours: bool | None) -> And:  # noqa: FBT001  # as `events_of` has it
    """The days that are shown, and whose; with an hour or, of what is not over, without one, if asked."""
    parts: list[Node] = [Term((by,), ":", (f"{asked.begin.isoformat()}..{asked.end.isoformat()}",))]
    if record_type.is_owned:
        who = {ME: "me", TEAM: "my-team"}.get(asked.who, asked.who)
        parts.append(Term(("owner",), ":", (who,)))
    calendar = record_type.calendar
    if calendar is None or hours is None:
        return And(tuple(parts))
    if calendar.start and not hours:
        parts.append(Term((calendar.start,), ":", ("none",)))
    if calendar.over and not hours:
        parts.append(Term(calendar.over[:1], "!=", calendar.over[1:]))
    return And(tuple(parts))


def _event(record_type: RecordType, calendar: Calendar, row: Row, formats: Formats, zone: ZoneInfo) -> Event:
    start, end = (row.get(name) if name else None for name in (calendar.start, calendar.end))
    local = start.astimezone(zone) if start is not None else None
    until = end.astimezone(zone) if end is not None else None
    event = Event(
        type_key=record_type.key,
        id=row.id,
        title=str(row.get(record_type.title) or f"{capitalized(record_type.label)} {row.id}"),
        url=record_url(record_type.key, row.id),
        icon=record_type.icon,
        tone=0,
        day=local.date() if local is not None else row[_day(record_type, row)],
        start=local,
        end=until,
    )
    if local is not None:
        event.time, event.hint = formats.time(start), formats.hint(start)
        _place(event, local, until or local)
    else:
        event.hint = formats.long_date(event.day)
    event.is_over = _is_over(record_type, row)
    return event


def _place(event: Event, start: datetime, end: datetime) -> None:
    """The rows of the day's grid; what goes on past midnight ends there."""
    first = min((start.hour * 60 + start.minute) // SLOT, SLOTS - SHORTEST)
    is_same = end.date() == start.date()
    last = -(-(end.hour * 60 + end.minute) // SLOT) if is_same else SLOTS
    event.first, event.last = first + 1, max(last, first + SHORTEST) + 1


def share_lanes(events: list[Event]) -> None:
    """Put events of the same time beside each other: each group shares the width of the day.

    Each is as wide as the lanes beside it stay free for its whole time.
    """
    group: list[Event] = []
    until = 0
    for event in [*events, None]:
        if event is None or event.first >= until:
            _widths(group)
            group, until = [], 0
        if event is not None:
            taken = {one.lane for one in group if one.last > event.first}
            free = [lane for lane in range(1, MOST_LANES + 1) if lane not in taken]
            event.lane = free[0] if free else MOST_LANES
            group.append(event)
            until = max(until, event.last)


def _widths(group: list[Event]) -> None:
    lanes = max((one.lane for one in group), default=1)
    for one in group:
        beside = [two.lane for two in group if two.lane > one.lane and _meet(one, two)]
        one.lanes, one.wide = lanes, min(beside, default=lanes + 1) - one.lane
        if one.wide == lanes:
            one.lanes = one.wide = 1


def _meet(one: Event, two: Event) -> bool:
    return one.first < two.last and two.first < one.last

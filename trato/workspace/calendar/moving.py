"""Moving something in a calendar: to another day, another hour, or to a later end."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from trato.records import access, actions, rows
from trato.records.contexts import context_for
from trato.records.errors import Invalid, NotFound, Refused
from trato.records.registry import registry
from trato.workspace.calendar.events import is_closed

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.record_type import Calendar, RecordType
    from trato.records.rows import Row
    from trato.web.formats import Formats

_CLOCK = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")


def move(
    actor: Actor, type_key: str, pk: int, *, day: str, at: str = "", until: str = "", owner: str = ""
) -> str:
    """Put a record on another day, at an hour, or let it last until one; on the actor's clock.

    Without an hour it keeps its own; with an owner it is theirs from now on, and their name is the answer.
    Raises Invalid, Denied, NotFound, Refused for what has closed.
    """
    record_type = registry.get(type_key)
    calendar = record_type.calendar
    if calendar is None:
        raise NotFound
    row = rows.one(actor, type_key, pk)
    _refuse_closed(record_type, row)
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise Invalid(_("This is not a day; write it as 2026-10-31."), field="day") from None
    given = _given(calendar, row, wanted, at, until, context_for(actor).time_zone)
    is_given = bool(owner) and record_type.is_owned and owner != str(getattr(row.get("owner"), "id", ""))
    actions.change(actor, type_key, pk, {**given, "owner": owner} if is_given else given)
    return rows.one(actor, type_key, pk, columns=("owner",))["owner"].label if is_given else ""


def moved_to(
    actor: Actor, type_key: str, pk: int, formats: Formats, *, until: str = "", owner: str = ""
) -> str:
    """What is said once that is done: whose it is now, how long it lasts, if it was stretched, or when it is.

    Raises NotFound.
    """
    if owner:
        return _("Assigned to %(name)s.") % {"name": owner}
    calendar = registry.get(type_key).calendar
    if calendar is None:
        return ""
    if not until or not (calendar.start and calendar.end):
        return _("Moved to %(when)s.") % {"when": _when(actor, type_key, pk, calendar, formats)}
    row = rows.one(actor, type_key, pk, columns=(calendar.start, calendar.end))
    start, end = (formats.time(row[name]) for name in (calendar.start, calendar.end))
    return _("Now %(start)s–%(end)s.") % {"start": start, "end": end}


def _when(actor: Actor, type_key: str, pk: int, calendar: Calendar, formats: Formats) -> str:
    """Its hour with the day, or the day alone."""
    row = rows.one(actor, type_key, pk)
    start = row.get(calendar.start) if calendar.start else None
    return formats.moment(start) if start else formats.near_day(row.get(calendar.day))


def _given(calendar: Calendar, row: Row, day: date, at: str, until: str, zone: str) -> dict[str, Any]:
    if until and calendar.end:
        return {calendar.end: _clock(day, until)}
    if at and calendar.start:
        return {calendar.start: _clock(day, at)}
    start = row.get(calendar.start) if calendar.start else None
    if start is not None:
        hour = start.astimezone(ZoneInfo(zone)).time()
        return {calendar.start: f"{day.isoformat()}T{hour:%H:%M}"}
    return {calendar.day: day.isoformat()}


def columns_of_day(actor: Actor, record_type: RecordType) -> list[str]:
    """What `given_day` looks at, as far as this person may know it."""
    calendar, known = record_type.calendar, access.readable_fields(actor, record_type)
    when = (calendar.start, calendar.day) if calendar is not None else ()
    return [
        name for name in dict.fromkeys((record_type.title, *when, *record_type.over[:1])) if name in known
    ]


def given_day(record_type: RecordType, row: Row, day: date, zone: str) -> dict[str, Any]:
    """What puts a record on another day at its own hour.

    Raises NotFound for a type without a time, Refused for what has closed.
    """
    calendar = record_type.calendar
    if calendar is None:
        raise NotFound
    _refuse_closed(record_type, row)
    return _given(calendar, row, day, "", "", zone)


def _refuse_closed(record_type: RecordType, row: Row) -> None:
    if is_closed(record_type, row):
        name = str(row.get(record_type.title) or row.id)
        raise Refused(_("%(name)s is over, and stays on the day on which it closed.") % {"name": name})


def _clock(day: date, text: str) -> str:
    """A clock's reading on that day; 24:00 is the next day's beginning. Raises Invalid."""
    match = _CLOCK.fullmatch(text)
    if match is None or (match[1] == "24" and match[2] != "00"):
        raise Invalid(_("This is not an hour; write it as 15:00."), field="at")
    try:
        moment = datetime.combine(day, time.min) + timedelta(hours=int(match[1]), minutes=int(match[2]))
    except OverflowError:
        raise Invalid(_("This is not a day; write it as 2026-10-31."), field="day") from None
    return moment.isoformat(timespec="minutes")

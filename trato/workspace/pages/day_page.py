"""My day: the figures that matter, then what wants its reader, the most urgent first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from trato.records import day, rows
from trato.records.access import may_create
from trato.records.registry import registry
from trato.web.addresses import address
from trato.workspace.address import ListAddress
from trato.workspace.calendar.asking import ME, Asked
from trato.workspace.calendar.events import read_days, types_with_time
from trato.workspace.calendar.hours import MOST_READ, DayHours, day_hours
from trato.workspace.calendar.page import CalendarPage
from trato.workspace.models import Snooze
from trato.workspace.planned import plan_url, planned_by
from trato.workspace.reader import formats_for, import_url, list_url, record_url, types_on_screen

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.day import Figure, Line, Queue, Reading
    from trato.records.record_type import RecordType
    from trato.web.formats import Formats
    from trato.workspace.calendar.events import Event
    from trato.workspace.pages.since import Since

#: Lines of one kind that stand on the page at once.
MOST = 8
MOST_DONE = 6
#: Room for lines that are put off.
SPARE = 20
#: So many types are offered when nothing waits.
PLACES = 3
#: The hour from which one wishes a good evening, where it is another than six (CLDR's day periods).
EVENING = {"es": 20, "zh": 19}


@dataclass
class Section:
    """Lines of one queue."""

    label: str
    count: str
    lines: list[dict[str, Any]]
    more_url: str = ""
    run_url: str = ""

    def plain(self, *, first: bool) -> dict[str, Any]:
        """Plain data of it; the first one says which keys do what."""
        return {**vars(self), "first": first}


@dataclass(frozen=True)
class First:
    """How one begins: what goes there, a form for the first one, a way in for many."""

    title: str
    text: str
    label: str
    url: str
    import_url: str


@dataclass
class DayPage:
    """What the template shows."""

    greeting: str
    summary: str
    figures: list[dict[str, Any]] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    done: list[dict[str, str]] = field(default_factory=list)
    today: str = ""
    #: What stands in the calendar today at an hour, and the grid of hours around it.
    agenda: list[Event] = field(default_factory=list)
    hours: DayHours | None = None
    calendar_url: str = ""
    create_url: str = ""
    create_label: str = ""
    places: list[dict[str, str]] = field(default_factory=list)
    #: The type to begin with, while there is nothing at all.
    first: First | None = None

    #: What came while the person was away.
    since: Since | None = None
    #: The types whose news concern this page.
    shows: str = ""


def day_page(actor: Actor) -> DayPage:
    """Everything for this person; as many queries as there are queues and figures, however long these are."""
    formats = formats_for(actor)
    page = DayPage(_greeting(actor, formats), "", today=formats.long_date(formats.today))
    page.figures = [
        _figure(one, reading, formats) for one in day.figures() if (reading := one.read(actor)) is not None
    ]
    page.sections = _sections(actor, formats)
    number = sum(len(one.lines) for one in page.sections)
    page.summary = (
        ngettext("%(count)s thing to do.", "%(count)s things to do.", number) % {"count": number}
        if number
        else _("Nothing waits for you.")
    )
    page.done = [
        {"title": line.title, "url": record_url(line.type_key, line.record_id)}
        for read in day.done_today()
        for line in read(actor, MOST_DONE)
    ]
    asked = Asked("day", formats.today, ME)
    timed = [one.key for one in types_with_time(actor)]
    page.shows = " ".join(dict.fromkeys([*(one.type_key for one in day.queues()), *timed]))
    calendar = CalendarPage(actor, asked, formats, read_days(actor, asked, formats, waiting=MOST_READ))
    page.hours = day_hours(calendar) if timed else None
    page.agenda = [event for one in calendar.days for event in one.timed]
    page.calendar_url = asked.url()
    types = types_on_screen(actor)[:PLACES]
    page.places = [{"label": str(one.label_plural), "url": ListAddress(one.key).url()} for one in types]
    if not page.sections:
        page.first = _first(actor, types)
    planned = planned_by(actor)
    if planned is not None:
        page.create_url = f"{list_url(planned.key)}new"
        page.create_label = _("New %(type)s") % {"type": planned.label}
    return page


def _first(actor: Actor, types: list[RecordType]) -> First | None:
    """How to begin in a workspace where nothing is yet; None once there is something, or for readers."""
    if not types or not may_create(actor, types[0]):
        return None
    if any(rows.read(actor, one.key, columns=(), limit=1).rows for one in types):
        return None
    return First(
        _("No %(type)s yet") % {"type": types[0].label_plural},
        str(types[0].empty),
        _("New %(type)s") % {"type": types[0].label},
        f"{list_url(types[0].key)}new",
        import_url(actor, types[0]),
    )


def _greeting(actor: Actor, formats: Formats) -> str:
    hour = datetime.now(ZoneInfo(formats.time_zone)).hour
    name = actor.name.split()[0] if actor.name else ""
    if hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    if hour < EVENING.get((get_language() or "").partition("-")[0], 18):
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def _figure(figure: Figure, reading: Reading, formats: Formats) -> dict[str, Any]:
    if reading.money:
        text = formats.money(reading.money[0].minor, reading.money[0].currency, cents=False)
        more = " + ".join(formats.money(one.minor, one.currency, cents=False) for one in reading.money[1:])
    else:
        text, more = formats.number(reading.number), ""
    opens = reading.note and reading.note_filter
    return {
        "label": str(figure.label),
        "text": text,
        "note": " · ".join(part for part in (f"+ {more}" if more else "", reading.note) if part),
        "series": list(reading.series),
        "url": ListAddress(reading.type_key, filter=reading.filter).url() if reading.type_key else "",
        "note_url": ListAddress(reading.type_key, filter=reading.note_filter).url() if opens else "",
    }


def _sections(actor: Actor, formats: Formats) -> list[Section]:
    return [
        _section(queue, lines, formats, planned_by(actor))
        for queue, lines in day.waiting(actor, MOST + SPARE)
    ]


def _section(queue: Queue, lines: list[Line], formats: Formats, planned: RecordType | None) -> Section:
    more = len(lines) > MOST
    return Section(
        str(queue.label),
        formats.count(len(lines), len(lines) == MOST + SPARE),
        [_line(queue, line, formats, planned) for line in lines[:MOST]],
        ListAddress(queue.type_key, filter=queue.filter).url() if more and queue.type_key else "",
        _run_url(queue, lines),
    )


def _run_url(queue: Queue, lines: list[Line]) -> str:
    """Where several of them are done one after another."""
    url = address(queue.run, queue.type_key) if queue.run else ""
    several = sum(line.type_key == queue.type_key for line in lines) > 1
    return f"{url}?{urlencode({'filter': queue.filter, 'back': '/'})}" if url and several else ""


def _line(queue: Queue, line: Line, formats: Formats, planned: RecordType | None) -> dict[str, Any]:
    url = record_url(line.type_key, line.record_id)
    verb = next((one for one in registry.get(line.type_key).verbs if one.name == line.act), None)
    done_url = f"{url}/verbs/{verb.name}" if verb is not None else ""
    is_asked = verb is not None and bool(verb.asks)
    at = line.at
    is_moment = isinstance(at, datetime)
    time = ""
    if isinstance(at, datetime) and line.state == "today":
        time = formats.time(at)
    elif at is not None and line.state != "today":
        time = formats.soon(at)
    return {
        "title": line.title,
        "reason": line.reason,
        "icon": line.icon,
        "state": line.state,
        "time": time,
        "hint": formats.hint(at) if at is not None and not is_moment else "",
        "url": url,
        "done_url": done_url if not is_asked else "",
        "ask_url": done_url if is_asked else "",
        "plan_url": plan_url(planned, [(line.type_key, line.record_id)]) if planned and not line.act else "",
        "queue": queue.key,
        "type": line.type_key,
        "id": line.record_id,
    }


def forget_past(actor: Actor) -> None:
    """Drop what has waited long enough."""
    Snooze.objects.filter(user_id=actor.user_id or 0, until__lte=timezone.localdate()).delete()

"""The calendar as its template shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateformat import format as django_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from trato.records import rows, snapshot
from trato.records.access import may_create
from trato.workspace.calendar.asking import ME, TEAM, VIEWS, Asked
from trato.workspace.calendar.columns import MOST_PEOPLE, Column, people_columns
from trato.workspace.calendar.events import SLOT, SLOTS, Day, read_days, types_with_time
from trato.workspace.calendar.several import several_bar
from trato.workspace.pages.bulk_bar import bulk_bar
from trato.workspace.reader import capitalized, list_url

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.kernel.office_hours import OfficeHours
    from trato.records.record_type import RecordType
    from trato.records.values import Ref
    from trato.web.formats import Formats
    from trato.workspace.calendar.events import Event
    from trato.workspace.calendar.several import SeveralBar
    from trato.workspace.pages.bulk_bar import BulkBar

WEEK = 7
#: So many without an hour stand above a day of the week; the rest is behind a link to the day.
MOST_WHOLE = 5
#: So many hours before the first one are shown at once where something stands in them.
EARLIER = 2
HOURS = range(24)


@dataclass
class CalendarPage:
    """A day, a week, a month or what comes in thirty days."""

    actor: Actor
    asked: Asked
    formats: Formats
    days: list[Day]
    #: What was said of a move, and the way back.
    said: str = ""
    is_refused: bool = False
    undo_url: str = ""

    @property
    def view(self) -> str:
        return self.asked.view

    @property
    def shows(self) -> str:
        """The types whose news concern this page."""
        return " ".join(one.key for one in types_with_time(self.actor))

    @property
    def title(self) -> str:
        """The time that is shown."""
        if self.view == "month":
            return self.formats.month(self.asked.on)
        if self.view == "day":
            return self.formats.long_date(self.asked.on)
        return f"{self.formats.day(self.asked.begin)} – {self.formats.day(self.asked.end)}"

    @property
    def tabs(self) -> list[dict[str, Any]]:
        labels = {"day": _("Day"), "week": _("Week"), "month": _("Month"), "agenda": _("Agenda")}
        return [
            {
                "label": labels[view],
                "url": self.asked.url(view=view),
                "current": view == self.view,
            }
            for view in VIEWS
        ]

    @property
    def previous_url(self) -> str:
        return self.asked.moved(-1).url()

    @property
    def next_url(self) -> str:
        return self.asked.moved(1).url()

    @property
    def today_url(self) -> str:
        return self.asked.url(on=self.formats.today.isoformat())

    @property
    def own_url(self) -> str:
        return self.asked.url()

    def day_url(self, day: date) -> str:
        return self.asked.url(view="day", on=day.isoformat())

    def chosen_url(self, day: date) -> str:
        """The same with this day chosen."""
        return self.asked.url(on=day.isoformat())

    @cached_property
    def columns(self) -> list[Column]:
        """What stands beside each other in the grid of hours."""
        if self.asked.is_of_people:
            return people_columns(self.actor, self.days[0])
        return [Column(day) for day in self.days]

    def column_url(self, column: Column) -> str:
        """The day, or the person's own."""
        if column.who is None:
            return self.day_url(column.day.date)
        return self.asked.url(who=str(column.who.id)) if column.who.id else ""

    @cached_property
    def people(self) -> list[dict[str, Any]]:
        """Whose calendar can be looked at: one's own, the team's, anybody's."""
        found = [(ME, _("My calendar")), (TEAM, _("My team"))]
        users = rows.read(self.actor, "users", columns=("name",), sort="name", limit=MOST_PEOPLE).rows
        found += [(str(user.id), user["name"] or "") for user in users if user.id != self.actor.user_id]
        return [
            {"label": label, "url": self.asked.url(who=who), "current": who == self.asked.who}
            for who, label in found
        ]

    @property
    def whose(self) -> str:
        return next((one["label"] for one in self.people if one["current"]), _("My calendar"))

    @property
    def is_of_others(self) -> bool:
        """Whether one has to be told whose it is, where the menu shows no words."""
        return self.asked.who != ME

    @property
    def weeks(self) -> list[list[Day]]:
        return [self.days[place : place + WEEK] for place in range(0, len(self.days), WEEK)]

    @property
    def listed(self) -> list[Day]:
        """The days on which something stands, and today, if it is shown; of a month the chosen one."""
        if self.view == "month":
            return [day for day in self.days if day.date == self.asked.on]
        return [day for day in self.days if day.events or day.date == self.formats.today]

    @property
    def has_whole(self) -> bool:
        return any(day.whole for day in self.days)

    def whole(self, day: Day) -> tuple[list[Event], int]:
        """What has no hour and finds room above one column of several, and how many more there are."""
        most = len(day.whole)
        if (self.view == "week" or self.asked.is_of_people) and most > MOST_WHOLE:
            most = MOST_WHOLE - 1
        return day.whole[:most], len(day.whole) - most

    @property
    def hours(self) -> list[str]:
        return [self.formats.time(time(hour)) for hour in HOURS]

    def is_today(self, day: Day) -> bool:
        return day.date == self.formats.today

    def is_chosen(self, day: Day) -> bool:
        return day.date == self.asked.on

    def is_outside(self, day: Day) -> bool:
        return day.date.month != self.asked.on.month

    def weekday(self, day: Day) -> str:
        return self.formats.weekday(day.date)

    def weekday_name(self, day: Day) -> str:
        return capitalized(django_format(day.date, "D"))

    def heading(self, day: Day) -> str:
        away = (day.date - self.formats.today).days
        named = {0: _("Today"), 1: _("Tomorrow")}.get(away)
        if not named:
            return self.formats.full_day(day.date)
        return _("%(day)s, %(date)s") % {"day": named, "date": self.formats.day(day.date)}

    def is_off(self, day: Day) -> bool:
        """Whether nobody works that day."""
        return not self._hours.works_on(day.date)

    def idle(self, day: Day) -> list[tuple[int, int]]:
        """The parts of the day's grid outside the working hours: first row, and the row after the last."""
        span = self._hours.of(day.date)
        if span is None:
            return [(1, SLOTS + 1)] if self.is_off(day) else []
        begin, end = span[0] // SLOT + 1, -(-span[1] // SLOT) + 1
        return [part for part in ((1, begin), (end, SLOTS + 1)) if part[0] < part[1]]

    @property
    def first_hour(self) -> int:
        """What the grid begins with: an hour before work does."""
        return max(0, self._hours.earliest // 60 - 1)

    @property
    def scrolled_to(self) -> int:
        """The first hour, or up to two before it, where something stands there or today's present is."""
        rows_of = [event.first for day in self.days for event in day.timed]
        rows_of += [self.now_row for day in self.days if self.is_today(day)]
        hours = [(row - 1) * SLOT // 60 for row in rows_of]
        early = [hour for hour in hours if self.first_hour - EARLIER <= hour < self.first_hour]
        return min([self.first_hour, *early])

    @property
    def _hours(self) -> OfficeHours:
        return snapshot.current().workspace.hours

    @property
    def now_row(self) -> int:
        """The row of the grid in which the present is."""
        now = timezone.now().astimezone(ZoneInfo(self.formats.time_zone))
        return (now.hour * 60 + now.minute) // SLOT + 1

    @cached_property
    def _timed_type(self) -> RecordType | None:
        return self._first("end")

    @cached_property
    def _day_type(self) -> RecordType | None:
        return self._first("day")

    def _first(self, part: str) -> RecordType | None:
        """The first type with such a time that this person may make."""
        known = types_with_time(self.actor)
        return next(
            (one for one in known if getattr(one.calendar, part) and may_create(self.actor, one)), None
        )

    def slot_url(self, day: Day, hour: int, who: Ref | None = None) -> str:
        """Where something is made at this hour, for whose day it is; empty for those who may not."""
        found = self._timed_type
        if found is None or found.calendar is None:
            return ""
        begin = datetime.combine(day.date, time(hour))
        given = {found.calendar.start: begin, found.calendar.end: begin + timedelta(hours=1)}
        asked = {name: moment.isoformat(timespec="minutes") for name, moment in given.items()}
        return f"{list_url(found.key)}new?{urlencode(asked | _for(who, found))}"

    def day_slot_url(self, day: Day, who: Ref | None = None) -> str:
        """Where something is made on this day, at no hour."""
        found = self._day_type
        if found is None or found.calendar is None:
            return ""
        asked = {found.calendar.day: day.date.isoformat()}
        return f"{list_url(found.key)}new?{urlencode(asked | _for(who, found))}"

    @property
    def bars(self) -> list[BulkBar]:
        """What is done with chosen records of one kind: a bar for each type that has a time."""
        bars = [bulk_bar(self.actor, one, back=self.own_url) for one in types_with_time(self.actor)]
        for bar in bars:
            bar.first = self.several.acts_of(bar.record_type.key)
        return bars

    @cached_property
    def several(self) -> SeveralBar:
        """What is done with chosen records of several kinds."""
        return several_bar(self.actor, self.own_url)

    @property
    def makes(self) -> list[dict[str, str]]:
        """What can be made from here."""
        return [
            {"label": capitalized(one.label), "icon": one.icon, "url": f"{list_url(one.key)}new"}
            for one in types_with_time(self.actor)
            if may_create(self.actor, one)
        ]

    def first_make(self, day: Day) -> dict[str, str] | None:
        """What one would make first on a day on which nothing stands: today when it is likely."""
        found = self._timed_type
        if found is None:
            return None
        url = f"{list_url(found.key)}new" if self.is_today(day) else self.slot_url(day, self.first_hour + 1)
        return {"label": _("New %(type)s") % {"type": found.label}, "url": url}

    @property
    def legend(self) -> list[dict[str, Any]]:
        return [
            {
                "label": capitalized((one.calendar and one.calendar.label) or one.label_plural),
                "tone": tone % 4,
            }
            for tone, one in enumerate(types_with_time(self.actor))
        ]


def _for(who: Ref | None, record_type: RecordType) -> dict[str, str]:
    """Whose it is to be, if that is said."""
    return {"owner": str(who.id)} if who is not None and who.id and record_type.is_owned else {}


def calendar_page(actor: Actor, asked: Asked, formats: Formats) -> CalendarPage:
    """Everything that stands in this time. Raises NotFound for a person whom nobody knows."""
    if asked.who.isdecimal():
        rows.one(actor, "users", int(asked.who), columns=())
    return CalendarPage(actor, asked, formats, read_days(actor, asked, formats))

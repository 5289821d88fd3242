"""What a calendar's address asks for: the view, the day, whose."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.http import urlencode

from trato.records.contexts import first_weekday

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trato.web.formats import Formats

VIEWS = ("day", "week", "month", "agenda")
ME, TEAM = "me", "team"
AGENDA = timedelta(days=30)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """One state of the calendar, all of it in its address."""

    view: str
    on: date
    who: str
    first_weekday: int = 0

    @property
    def begin(self) -> date:
        """The first day that is shown."""
        if self.view == "week":
            return self._week(self.on)
        return self._week(self.on.replace(day=1)) if self.view == "month" else self.on

    @property
    def end(self) -> date:
        """The last day that is shown."""
        if self.view == "week":
            return self.begin + 6 * DAY
        if self.view == "month":
            last = self.on.replace(day=monthrange(self.on.year, self.on.month)[1])
            return self._week(last) + 6 * DAY
        return self.on + AGENDA - DAY if self.view == "agenda" else self.on

    @property
    def is_of_people(self) -> bool:
        """Whether each of the team has a column: in a week or a month there is no room for that."""
        return self.view == "day" and self.who == TEAM

    @property
    def days(self) -> list[date]:
        return [self.begin + place * DAY for place in range((self.end - self.begin).days + 1)]

    def _week(self, day: date) -> date:
        return day - timedelta(days=(day.weekday() - self.first_weekday) % 7)

    def moved(self, by: int) -> Asked:
        """One step back or on: a day, a week, a month, or thirty days."""
        if self.view == "month":
            months = self.on.year * 12 + self.on.month - 1 + by
            return replace(self, on=_clamped(date(months // 12, months % 12 + 1, 1)))
        step = {"day": DAY, "week": 7 * DAY, "agenda": AGENDA}[self.view]
        return replace(self, on=_clamped(self.on + by * step))

    def url(self, **changed: str) -> str:
        asked = {"view": self.view, "on": self.on.isoformat(), "who": self.who, **changed}
        return f"{reverse('workspace:calendar')}?{urlencode(asked)}"


#: The years that a calendar turns to; at their ends it stops.
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 1)


def _clamped(day: date) -> date:
    return min(max(day, EARLIEST), LATEST)


def asked_of(data: Mapping[str, str], formats: Formats) -> Asked:
    """What an address says; what it says wrongly is today, this week, one's own."""
    view = data.get("view", "")
    try:
        on = _clamped(date.fromisoformat(data.get("on", "")))
    except ValueError:
        on = formats.today
    who = data.get("who", "")
    is_known = who in {ME, TEAM} or (who.isascii() and who.isdecimal() and len(who) < 19)
    first = first_weekday(formats.locale)
    return Asked(view if view in VIEWS else "week", on, who if is_known else ME, first)

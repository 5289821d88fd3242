"""When people work: for each day of the week from when until when, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

WEEK = 7
#: Minutes of a day; the last one of a span may be midnight at its end.
DAY = 24 * 60
#: Working hours begin and end at quarters.
STEP = 15
NINE, SIX = 9 * 60, 18 * 60


@dataclass(frozen=True)
class OfficeHours:
    """Seven spans in minutes since midnight, Monday first; None is a day off."""

    days: tuple[tuple[int, int] | None, ...]

    def of(self, day: date) -> tuple[int, int] | None:
        return self.days[day.weekday()]

    def works_on(self, day: date) -> bool:
        """Whether people work that day; where no day is a working day, on any."""
        return self.of(day) is not None or not any(self.days)

    def next_day(self, day: date) -> date:
        """The day itself, or the first working day after it."""
        return next(one for one in (day + timedelta(days=n) for n in range(WEEK)) if self.works_on(one))

    def begins(self, day: date) -> time:
        """When work begins that day; on a day off, when it usually does."""
        return _clock((self.of(day) or self._usual)[0])

    def span(self, day: date) -> tuple[int, int]:
        """The minutes from which to which people work that day; on a day off, those they usually do."""
        return self.of(day) or self._usual

    def has_room(self, day: date, at: time, minutes: int) -> bool:
        """Whether something of that length, begun then, lies within the working hours of that day."""
        span = self.of(day)
        start = at.hour * 60 + at.minute
        return span is not None and span[0] <= start and start + minutes <= span[1]

    @property
    def earliest(self) -> int:
        """The minute at which the earliest day begins."""
        return min((span[0] for span in self.days if span), default=NINE)

    @property
    def _usual(self) -> tuple[int, int]:
        return next((span for span in self.days if span), (NINE, SIX))

    def as_json(self) -> list[list[int] | None]:
        return [list(span) if span else None for span in self.days]


def office_hours(given: Any) -> OfficeHours:
    """What was kept as JSON; anything that is no week of hours is the usual one."""
    days = given if isinstance(given, list) and len(given) == WEEK else usual_week()
    return OfficeHours(tuple(_span(one) for one in days))


def usual_week() -> list[list[int] | None]:
    """Monday to Friday from nine to six, as JSON."""
    return [[NINE, SIX], [NINE, SIX], [NINE, SIX], [NINE, SIX], [NINE, SIX], None, None]


def _span(given: Sequence[int] | None) -> tuple[int, int] | None:
    return (int(given[0]), int(given[1])) if given else None


def _clock(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)

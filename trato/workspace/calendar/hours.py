"""One day's grid of hours cut to those that matter: the working hours, and whatever stands beyond them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from trato.records import snapshot
from trato.workspace.calendar.events import SLOT

if TYPE_CHECKING:
    from trato.workspace.calendar.events import Event
    from trato.workspace.calendar.page import CalendarPage

#: Rows of the grid in an hour.
ROWS = 60 // SLOT
#: So many stand above the hours; the rest is behind a link to the day.
MOST_ABOVE = 3
#: So many of each type are read for that.
MOST_READ = 20


@dataclass
class DayHours:
    """What the part shows: rows count from the first hour that is shown."""

    url: str
    #: What has no hour and is not over.
    whole: list[Event] = field(default_factory=list)
    more: int = 0
    #: Whether there may be more than these.
    is_capped: bool = False
    timed: list[Event] = field(default_factory=list)
    #: What each line of the clock says, the one under the last hour too.
    hours: list[str] = field(default_factory=list)
    #: The parts outside the working hours: first row, and the row after the last.
    idle: list[tuple[int, int]] = field(default_factory=list)
    #: The row in which the present is; 0 where that is out of sight.
    now_row: int = 0


def day_hours(page: CalendarPage) -> DayHours:
    """The grid of the one day of a page of the calendar."""
    (day,) = page.days
    first, last = _span(page)
    before, rows = first * ROWS, (last - first) * ROWS

    def shown(row: int) -> int:
        return min(max(row - before, 1), rows + 1)

    waiting = [event for event in day.whole if not event.is_over]
    read = Counter(event.type_key for event in waiting)
    idle = [(shown(begin), shown(end)) for begin, end in page.idle(day)]
    now = page.now_row - before
    return DayHours(
        page.own_url,
        [_fixed(event) for event in waiting[:MOST_ABOVE]],
        max(0, len(waiting) - MOST_ABOVE),
        max(read.values(), default=0) >= MOST_READ,
        [replace(_fixed(one), first=shown(one.first), last=shown(one.last)) for one in day.timed],
        [*page.hours, page.hours[0]][first : last + 1],
        [part for part in idle if part[0] < part[1]],
        now if 1 <= now <= rows else 0,
    )


def _span(page: CalendarPage) -> tuple[int, int]:
    """From which hour to which: those of the working day, and all in which something stands."""
    (day,) = page.days
    begin, end = snapshot.current().workspace.hours.span(day.date)
    starts = [begin // 60, *((event.first - 1) // ROWS for event in day.timed)]
    ends = [-(-end // 60), *(-(-(event.last - 1) // ROWS) for event in day.timed)]
    return min(starts), max(ends)


def _fixed(event: Event) -> Event:
    """The same where nothing is dragged or chosen."""
    return replace(event, may_move=False, may_resize=False, may_pick=False)

"""Spans of days that people name: this-quarter, last-30d, 2026-11, 2026-01..2026-03."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from trato.kernel.errors import Unreadable, shortened
from trato.kernel.nearest import did_you_mean

_WHICH = {"last": -1, "this": 0, "next": 1}
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
#: The names that stand by themselves, in the order in which they are offered.
NAMES = (
    *_DAYS,
    *(f"{which}-{unit}" for unit in ("week", "month", "quarter", "year") for which in _WHICH),
    "last-7d",
    "last-30d",
    "last-90d",
    "next-7d",
    "next-30d",
    "next-90d",
)

_ROLLING = re.compile(r"(last|next)-(\d{1,5})([dwmy])")
_RELATIVE = re.compile(r"(last|this|next)-(week|month|quarter|year)")
_CALENDAR = re.compile(r"(?P<year>\d{4})(?:-(?:q(?P<quarter>[1-4])|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?")

#: The end of a sentence, with its leading space.
_WRITTEN = _(" Write a day as 2026-10-31, a month as 2026-10, a quarter as 2026-q4.")


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last one, both included; None is open."""

    start: date | None
    end: date | None

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


def parse_period(text: str, today: date, week_start: int = 0, fiscal_month: int = 1) -> Period:
    """The days that a text names.

    The week starts on `week_start` (0 is Monday). Quarters and this, last and next year are fiscal
    ones, named after the calendar year in which they start; a plain year is a calendar year. "last-30d"
    and "next-30d" are thirty days with today as one of them.
    """
    name = "-".join(text.strip().lower().replace("_", " ").split())
    reader = _Reader(today, week_start, fiscal_month)
    try:
        period = _span(name, reader) if ".." in name else reader.read(name)
    except (ValueError, OverflowError):
        period = None
    if period is None:
        raise Unreadable(
            _("“%(text)s” is not a period of time.%(hint)s"),
            text=shortened(text),
            hint=did_you_mean(name[:30], NAMES) or _WRITTEN,
        )
    if period.start and period.end and period.start > period.end:
        raise Unreadable(_("The period “%(text)s” ends before it starts."), text=shortened(text))
    return period


@dataclass(frozen=True)
class _Reader:
    today: date
    week_start: int
    fiscal_month: int

    def read(self, name: str) -> Period | None:
        if name in _DAYS:
            day = self.today + timedelta(days=_DAYS[name])
            return Period(day, day)
        if match := _RELATIVE.fullmatch(name):
            return self._relative(match[2], _WHICH[match[1]])
        if match := _ROLLING.fullmatch(name):
            return self._rolling(match[1], int(match[2]), match[3])
        if match := _CALENDAR.fullmatch(name):
            return self._calendar(match)
        return None

    def _relative(self, unit: str, offset: int) -> Period:
        if unit == "week":
            start = self.today - timedelta(days=(self.today.weekday() - self.week_start) % 7)
            start += timedelta(weeks=offset)
            return Period(start, start + timedelta(days=6))
        length = {"month": 1, "quarter": 3, "year": 12}[unit]
        since_fiscal_start = (self.today.month - self.fiscal_month) % 12
        first = _month_number(self.today) - since_fiscal_start % length
        return _months(first + offset * length, length)

    def _rolling(self, which: str, number: int, unit: str) -> Period:
        """So many days, weeks, months or years that end or start with today."""
        sign = -1 if which == "last" else 1
        if unit in "dw":
            far = self.today + sign * timedelta(days=number * (7 if unit == "w" else 1))
        else:
            far = _shifted(self.today, sign * number * (12 if unit == "y" else 1))
        if not number:
            raise ValueError(number)
        far -= sign * timedelta(days=1)
        return Period(min(far, self.today), max(far, self.today))

    def _calendar(self, match: re.Match[str]) -> Period:
        year = int(match["year"])
        if match["day"]:
            day = date(year, int(match["month"]), int(match["day"]))
            return Period(day, day)
        if match["month"]:
            return _months(_month_number(date(year, int(match["month"]), 1)), 1)
        if match["quarter"]:
            return _months(year * 12 + self.fiscal_month - 1 + 3 * (int(match["quarter"]) - 1), 3)
        return _months(year * 12, 12)


def _span(name: str, reader: _Reader) -> Period | None:
    first, _dots, last = (part.strip("-") for part in name.partition(".."))
    if not first and not last:
        return None
    start = reader.read(first) if first else Period(None, None)
    end = reader.read(last) if last else Period(None, None)
    return Period(start.start, end.end) if start and end else None


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _months(first: int, length: int) -> Period:
    last = first + length - 1
    start = date(first // 12, first % 12 + 1, 1)
    year, month = last // 12, last % 12 + 1
    return Period(start, date(year, month, monthrange(year, month)[1]))


def _shifted(day: date, months: int) -> date:
    number = _month_number(day) + months
    year, month = number // 12, number % 12 + 1
    if not 1 <= year <= 9999:
        raise OverflowError(year)
    return date(year, month, min(day.day, monthrange(year, month)[1]))

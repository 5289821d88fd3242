"""Days that come again, by the rules of RFC 5545: `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20271231`.

Understood are FREQ (daily to yearly), INTERVAL, BYDAY (in a month also 1MO, -1FR), BYMONTHDAY, BYMONTH,
COUNT and UNTIL; weeks begin on Monday. Anything else is refused rather than ignored.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.kernel.errors import Unreadable, shortened

DAILY, WEEKLY, MONTHLY, YEARLY = "DAILY", "WEEKLY", "MONTHLY", "YEARLY"
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_PARTS = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "COUNT", "UNTIL", "WKST"}
LONGEST = 200
MOST_INTERVAL = 1000
#: After so many empty periods a rule has no further day: 29 February comes again within eight years.
MOST_EMPTY = 500
LEAP_YEAR = 2000

#: A weekday, and in a month which one: 2 the second, -1 the last, 0 each.
ByDay = tuple[int, int]


@dataclass(frozen=True)
class Rule:
    """How something comes again."""

    frequency: str
    interval: int = 1
    by_day: tuple[ByDay, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None

    @override
    def __str__(self) -> str:
        parts = [f"FREQ={self.frequency}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.by_month:
            parts.append(f"BYMONTH={','.join(map(str, self.by_month))}")
        if self.by_month_day:
            parts.append(f"BYMONTHDAY={','.join(map(str, self.by_month_day))}")
        if self.by_day:
            days = ",".join(f"{which or ''}{WEEKDAYS[day]}" for which, day in self.by_day)
            parts.append(f"BYDAY={days}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        return ";".join(parts)


def parse_rule(text: str) -> Rule:
    """The rule in a text. Raises Unreadable, also for one that never matches a day."""
    cleaned = "".join(text.upper().split()).removeprefix("RRULE:")
    if len(cleaned) > LONGEST:
        raise _unknown(text)
    parts: dict[str, str] = {}
    for part in filter(None, cleaned.split(";")):
        name, _equals, value = part.partition("=")
        if name not in _PARTS or not value or name in parts:
            raise _unknown(text)
        parts[name] = value
    try:
        rule = _rule(parts)
    except (ValueError, KeyError):
        raise _unknown(text) from None
    if not _can_match(rule):
        raise Unreadable(_("This rule never matches a day."))
    return rule


def _unknown(text: str) -> Unreadable:
    return Unreadable(_("“%(text)s” is not a rule of repetition."), text=shortened(text))


def _rule(parts: dict[str, str]) -> Rule:
    frequency = parts["FREQ"]
    if frequency not in {DAILY, WEEKLY, MONTHLY, YEARLY} or parts.get("WKST", "MO") != "MO":
        raise ValueError
    if "COUNT" in parts and "UNTIL" in parts:
        raise ValueError
    by_day = tuple(_by_day(one) for one in parts["BYDAY"].split(",")) if "BYDAY" in parts else ()
    if frequency != MONTHLY and any(which for which, _day in by_day):
        raise ValueError
    return Rule(
        frequency,
        _number(parts.get("INTERVAL", "1"), 1, MOST_INTERVAL),
        by_day,
        _numbers(parts.get("BYMONTHDAY"), -31, 31),
        _numbers(parts.get("BYMONTH"), 1, 12),
        _number(parts["COUNT"], 1, 100_000) if "COUNT" in parts else None,
        _until(parts["UNTIL"]) if "UNTIL" in parts else None,
    )


def _by_day(text: str) -> ByDay:
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError
    return int(match[1] or 0), WEEKDAYS.index(match[2])


def _number(text: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,6}", text) or not least <= int(text) <= most:
        raise ValueError
    return int(text)


def _numbers(text: str | None, least: int, most: int) -> tuple[int, ...]:
    found = tuple(_number(one, least, most) for one in text.split(",")) if text else ()
    if 0 in found:
        raise ValueError
    return found


def _until(text: str) -> date:
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:T\d{6}Z?)?", text, re.ASCII)
    if match is None:
        raise ValueError
    return date(int(match[1]), int(match[2]), int(match[3]))


def _can_match(rule: Rule) -> bool:
    """Whether the months have such days at all: 30 February has never come."""
    if not rule.by_month_day:
        return True
    months = rule.by_month or range(1, 13)
    return any(abs(day) <= monthrange(LEAP_YEAR, month)[1] for month in months for day in rule.by_month_day)


def next_day(rule: Rule, start: date, after: date) -> date | None:
    """The first day after `after` on which a thing comes again that came on `start`; None if it does not."""
    empty = 0
    for days in _periods(rule, start):
        empty = 0 if days else empty + 1
        if empty > MOST_EMPTY:
            return None
        for day in days:
            if rule.until is not None and day > rule.until:
                return None
            if day > max(after, start):
                return day
    return None


def following(rule: Rule) -> Rule | None:
    """The rule of what comes after one that is done; None if that was the last."""
    if rule.count is None:
        return rule
    return replace(rule, count=rule.count - 1) if rule.count > 1 else None


def _periods(rule: Rule, start: date) -> Iterator[list[date]]:
    """The matching days of each period, one after another, until the calendar ends."""
    step = 0
    try:
        while True:
            yield _days(rule, start, step * rule.interval)
            step += 1
    except (OverflowError, ValueError):
        return


def _days(rule: Rule, start: date, away: int) -> list[date]:
    if rule.frequency == DAILY:
        return [day for day in [start + timedelta(days=away)] if _fits(rule, day)]
    if rule.frequency == WEEKLY:
        monday = start - timedelta(days=start.weekday()) + timedelta(weeks=away)
        wanted = sorted({day for _which, day in rule.by_day} or {start.weekday()})
        return [day for day in (monday + timedelta(days=one) for one in wanted) if _in_month(rule, day)]
    if rule.frequency == MONTHLY:
        months = start.year * 12 + start.month - 1 + away
        return _of_month(rule, start, months // 12, months % 12 + 1)
    year = start.year + away
    months_of_year = rule.by_month or (range(1, 13) if rule.by_day else (start.month,))
    return [day for month in sorted(set(months_of_year)) for day in _of_month(rule, start, year, month)]


def _of_month(rule: Rule, start: date, year: int, month: int) -> list[date]:
    if rule.by_month and month not in rule.by_month:
        return []
    last = monthrange(year, month)[1]
    every = [date(year, month, day) for day in range(1, last + 1)]
    if not rule.by_day and not rule.by_month_day:
        return [day for day in every if day.day == start.day]
    return [day for day in every if _on_month_day(rule, day, last) and _on_weekday(rule, day, last)]


def _fits(rule: Rule, day: date) -> bool:
    last = monthrange(day.year, day.month)[1]
    return _in_month(rule, day) and _on_month_day(rule, day, last) and _on_weekday(rule, day, last)


def _in_month(rule: Rule, day: date) -> bool:
    return not rule.by_month or day.month in rule.by_month


def _on_month_day(rule: Rule, day: date, last: int) -> bool:
    return not rule.by_month_day or day.day in rule.by_month_day or day.day - last - 1 in rule.by_month_day


def _on_weekday(rule: Rule, day: date, last: int) -> bool:
    ranks = {0, (day.day - 1) // 7 + 1, -((last - day.day) // 7 + 1)}
    return not rule.by_day or any(one == day.weekday() and which in ranks for which, one in rule.by_day)

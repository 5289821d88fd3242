"""Days on which people work, and believable moments of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

SATURDAY = 5


def weekday_from(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= SATURDAY else day


def weekday_until(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))


def office_moment(day: date, dice: Random, zone: tzinfo) -> datetime:
    """Some minute between half past eight and half past five."""
    minutes = dice.randrange(510, 1050)
    return datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=zone)

"""When meetings begin and end: one that is moved keeps its length, and none ends before it begins."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from trato.activities.models.meeting import USUAL, later
from trato.records import snapshot
from trato.records.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from trato.records.touched import Touched


#: People settle in before they meet; the first meeting of a day is proposed so long after work begins.
SETTLING = timedelta(hours=1)


def usual_start(time_zone: str, *, is_later: bool = False) -> datetime:
    """When the next meeting is likely to begin, on a clock of this zone: the next full hour of a working
    day; where it follows a talk, tomorrow morning.
    """
    hours, zone = snapshot.current().workspace.hours, ZoneInfo(time_zone)
    now = timezone.now().astimezone(zone)
    today = now.date()

    def morning(day: date) -> datetime:
        return datetime.combine(day, hours.begins(day)) + SETTLING

    soonest = (now + timedelta(hours=1)).replace(tzinfo=None, minute=0, second=0, microsecond=0)
    soonest = max(soonest, morning(today))
    minutes = round(USUAL.total_seconds() / 60)
    if is_later or soonest.date() != today or not hours.has_room(today, soonest.time(), minutes):
        soonest = morning(hours.next_day(today + timedelta(days=1)))
    return soonest.replace(tzinfo=zone)


def keep_length(touched: Sequence[Touched]) -> None:
    """Where only the beginning of a meeting changed, its end goes along."""
    for one in touched:
        if one.is_new or one.is_inverse or "starts_at" not in one.before or "ends_at" in one.after:
            continue
        start, end, was = one.value("starts_at"), one.value("ends_at"), one.was("starts_at")
        if None not in (start, end, was):
            one.set("ends_at", later(start, end - was))


def check_times(touched: Sequence[Touched]) -> None:
    """Raises Invalid for the first meeting that ends before it begins."""
    for one in touched:
        start, end = one.value("starts_at"), one.value("ends_at")
        if start is not None and end is not None and end < start:
            raise Invalid(_("The meeting ends before it begins."), field="ends_at")

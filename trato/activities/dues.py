"""When tasks are due: a day, maybe an hour on the owner's clock; when to remind; and what comes after."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from trato.accounts.models import User
from trato.activities.models import Task
from trato.kernel.recurrence import following, next_day, parse_rule
from trato.records import snapshot
from trato.records.contexts import context_for
from trato.records.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.accounts.actor import Actor
    from trato.records.touched import Touched
    from trato.records.work import Work

#: When a task without an hour is reminded of.
WHEN = ("due_on", "due_at", "remind_before", "owner")
#: What the next of a repeating task takes over.
KEPT = ("name", "kind", "priority", "body", "owner", "about", "tags", "remind_before")


def likely_day(actor: Actor) -> date:
    """Today on somebody's own clock, or the next working day."""
    return snapshot.current().workspace.hours.next_day(context_for(actor).today)


def settle_dues(touched: Sequence[Touched]) -> None:
    """Day, hour and reminder of these tasks agree, each on its owner's clock."""
    concerned = [one for one in touched if not one.is_inverse and _is_concerned(one)]
    zones = _zones(concerned)
    for one in concerned:
        zone = zones[one.id] if not one.is_new else zones[id(one)]
        _agree(one, zone)
        remind_at = _remind_at(one, zone)
        if one.value("remind_at") != remind_at:
            one.set("remind_at", remind_at)


def _is_concerned(one: Touched) -> bool:
    has_time = any(one.value(name) is not None for name in ("due_at", "remind_before", "remind_at"))
    return has_time and (one.is_new or any(name in one.after for name in WHEN))


def _zones(touched: Sequence[Touched]) -> dict[int, ZoneInfo]:
    """The clock of each task's owner: one query, however many tasks."""
    owners = {one.record.owner_id for one in touched} - {None}
    known = dict(User.objects.filter(pk__in=owners).values_list("pk", "time_zone")) if owners else {}
    usual = snapshot.current().workspace.time_zone
    return {
        (id(one) if one.is_new else one.id): ZoneInfo(known.get(one.record.owner_id) or usual)
        for one in touched
    }


def _agree(one: Touched, zone: ZoneInfo) -> None:
    """The hour decides the day; when only the day changed, the hour moves there or goes with it."""
    at, day = one.value("due_at"), one.value("due_on")
    if at is None:
        return
    if "due_on" in one.after and "due_at" not in one.after and not one.is_new:
        moved = None if day is None else _on_clock(day, at.astimezone(zone).time(), zone)
        one.set("due_at", moved)
        return
    local = at.astimezone(zone).date()
    if local != day and (one.is_new or "due_at" in one.after):
        one.set("due_on", local)


def _on_clock(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """That hour of that day; one that daylight saving skips comes as much later."""
    try:
        return datetime.combine(day, hour, zone).astimezone(UTC)
    except OverflowError:
        return datetime.combine(day, hour, UTC)


def _remind_at(one: Touched, zone: ZoneInfo) -> datetime | None:
    before, day, at = one.value("remind_before"), one.value("due_on"), one.value("due_at")
    if before is None or (day is None and at is None):
        return None
    try:
        begin: datetime = at or _on_clock(day, snapshot.current().workspace.hours.begins(day), zone)
        return begin - timedelta(minutes=before)
    except OverflowError:
        return None


def follow_up(work: Work, touched: Sequence[Touched]) -> None:
    """A repeating task that was finished hands its rule to the next one, made in the same act."""
    for one in touched:
        rule, status = one.value("repeat"), one.value("status")
        if one.is_new or one.is_inverse or not rule or status != Task.DONE or one.was("status") == Task.DONE:
            continue
        one.set("repeat", None)
        values = next_values(one, rule, timezone.now().date())
        if values is not None:
            work.create("tasks", values)


def next_values(one: Touched, text: str, today: date) -> dict[str, Any] | None:
    """What the next task is, on the next day of the rule from today on; None after the last."""
    rule = parse_rule(text)
    onward = following(rule)
    due: date = one.was("due_on") or today
    day = next_day(rule, due, max(due, today - timedelta(days=1)))
    if onward is None or day is None:
        return None
    values = {name: one.value(name) for name in KEPT}
    at = one.was("due_at")
    if at is not None:
        zone = next(iter(_zones([one]).values()))
        values["due_at"] = _on_clock(day, at.astimezone(zone).time(), zone)
    lines = [{**line, "done": False} for line in one.value("checklist") or ()]
    return {**values, "due_on": day, "repeat": str(onward), "checklist": lines or None}


def check_repeats(touched: Sequence[Touched]) -> None:
    """Raises Invalid for a repetition that is over before it begins."""
    for one in touched:
        text, day = one.value("repeat"), one.value("due_on")
        if not text or one.is_inverse or not ({"repeat", "due_on", "due_at"} & one.after.keys()):
            continue
        until = parse_rule(text).until
        if until is not None and day is not None and until < day:
            raise Invalid(_("The repetition ends before the task is due."), field="repeat")

"""The digest: what My day shows and what is new behind the bell, by mail, at an hour of one's own clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from trato.accounts import mail
from trato.accounts.models import User
from trato.kernel.weekdays import SATURDAY
from trato.notifications import center, letters, stationery, stops
from trato.notifications.models import Habit
from trato.notifications.stationery import Entry, Part
from trato.records import day, snapshot
from trato.records.transactions import write_transaction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trato.accounts.actor import Actor
    from trato.notifications.stationery import Sheet
    from trato.records.day import Line, Queue
    from trato.web.formats import Formats

#: So long after its hour a digest is worth having; what a stopped machine missed before that is left out.
LATE = timedelta(hours=6)
MOST, MOST_NEWS = 8, 10
#: Room for lines that are put off.
SPARE = 20


def look() -> int:
    """Set out the digests whose hour has come; how many. Writes nothing where none has."""
    found = 0
    for habit, user in _people():
        today = _due(habit, letters.reader(user), timezone.now())
        if today is not None:
            found += 1
            with write_transaction():
                Habit.objects.filter(pk=habit.pk).update(last_on=today)
                mail_digest.enqueue(user.pk, today.isoformat())
    return found


def _people() -> Iterable[tuple[Habit, User]]:
    habits = {one.user_id: one for one in Habit.objects.exclude(rhythm=Habit.OFF)}
    people = User.objects.filter(pk__in=habits, archived_at=None) if habits else ()
    return [(habits[user.pk], user) for user in people if letters.reach(user)]


def _due(habit: Habit, actor: Actor, now: datetime) -> date | None:
    """The day, on the person's calendar, whose digest is to go out now.

    An hour that clocks skip in spring is the one after it, one that comes twice in autumn is the first.
    """
    zone = ZoneInfo(actor.time_zone)
    today = now.astimezone(zone).date()
    at = datetime.combine(today, time(habit.hour), zone).astimezone(UTC)
    is_new = habit.last_on is None or habit.last_on < today
    return today if is_new and at <= now < at + LATE and comes_on(habit.rhythm, today) else None


def comes_on(rhythm: str, day: date) -> bool:
    """Whether a rhythm has a digest on this day: a weekly one comes on Mondays."""
    return {
        Habit.DAILY: True,
        Habit.WORKDAYS: day.weekday() < SATURDAY,
        Habit.WEEKLY: day.weekday() == 0,
    }.get(rhythm, False)


def since_the_last(rhythm: str, day: date) -> timedelta:
    """How long ago the digest before this one came, if it came."""
    ago = range(1, 8)
    return timedelta(days=next((days for days in ago if comes_on(rhythm, day - timedelta(days=days))), 1))


@task()
def mail_digest(user_id: int, day_: str) -> None:
    """Send somebody the digest of a day, once; nothing where there is nothing to say. Raises NotTaken."""
    snapshot.refresh()
    user = User.objects.filter(pk=user_id, archived_at=None).first()
    habit = Habit.objects.filter(user_id=user_id).exclude(rhythm=Habit.OFF).first()
    if user is None or habit is None or not letters.reach(user):
        return
    actor = letters.reader(user)
    with translation.override(actor.language):
        found = write(actor, since_the_last(habit.rhythm, date.fromisoformat(day_)))
        if found is not None:
            letters.send_once(user, f"digest/{user_id}/{day_}", found)


def write(actor: Actor, since: timedelta) -> Sheet | None:
    """The digest as it stands, with the unread news of this time; None where nothing wants this person."""
    formats = center.formats_of(actor)
    waiting = day.waiting(actor, MOST + SPARE)
    parts = [_part(queue, lines, formats) for queue, lines in waiting]
    told = {(line.type_key, line.record_id) for _queue, lines in waiting for line in lines}
    news = _news(actor, since, told)
    if not parts and not news:
        return None
    number = sum(len(lines) for _queue, lines in waiting)
    intro = (
        ngettext("%(count)s thing to do.", "%(count)s things to do.", number)
        % {"count": formats.number(number)}
        if number
        else _("Nothing waits for you.")
    )
    subject = _("Your day: %(day)s") % {"day": formats.long_date(formats.today)}
    why = _("You get this because you want a digest of your day.")
    return stationery.sheet(actor, stops.DIGEST, subject, intro, parts + news, why)


def _part(queue: Queue, lines: list[Line], formats: Formats) -> Part:
    entries = [
        Entry(
            line.title,
            f"{mail.home()}{center.record_url(line.type_key, line.record_id)}",
            _note(line, formats),
        )
        for line in lines[:MOST]
    ]
    more = center.list_url(queue.type_key, queue.filter) if queue.type_key and len(lines) > MOST else ""
    return Part(str(queue.label), entries, f"{mail.home()}{more}" if more else "")


def _note(line: Line, formats: Formats) -> str:
    at = line.at
    if isinstance(at, datetime) and line.state == "today":
        when = formats.time(at)
    else:
        when = formats.soon(at) if at is not None and line.state != "today" else ""
    return " · ".join(part for part in (when, line.reason) if part)


def _news(actor: Actor, since: timedelta, told: set[tuple[str, int]]) -> list[Part]:
    """Unread lines of the bell, but for those of records that stand above."""
    unread = center.own(actor).filter(read_at=None, at__gt=timezone.now() - since).order_by("-id")
    found = [one for one in unread[: MOST_NEWS + len(told)] if (one.type, one.record_id) not in told]
    lines, _gone = center.told(actor, found[:MOST_NEWS])
    entries = [Entry(line.text, f"{mail.home()}{line.url}", line.note) for line in lines]
    more = f"{mail.home()}{center.center_url()}" if len(found) > MOST_NEWS else ""
    return [Part(_("New for you"), entries, more)] if entries else []

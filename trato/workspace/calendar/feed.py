"""The calendar for other programs: one record as a file, and a person's own under a secret address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _

from trato.accounts.actor import API, actor_of
from trato.accounts.models import CalendarFeed, User
from trato.kernel.ics import Entry, calendar_text
from trato.kernel.ids import digest, new_token
from trato.records import snapshot
from trato.records.errors import NotFound, Refused
from trato.records.transactions import write_transaction
from trato.workspace.calendar.asking import ME
from trato.workspace.calendar.events import Event, event_of, events_of, types_with_time
from trato.workspace.reader import formats_for

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

PREFIX = "trato_calendar"
PAST, FUTURE = timedelta(days=60), timedelta(days=400)


@dataclass(frozen=True)
class Span:
    """The days of a feed, of one's own."""

    begin: date
    end: date
    who: str = ME


def make(actor: Actor) -> str:
    """A new secret for this person's calendar; the one before opens nothing any more."""
    secret = new_token(PREFIX)
    with write_transaction():
        CalendarFeed.objects.update_or_create(
            user_id=actor.user_id or 0, defaults={"digest": digest(secret), "created_at": timezone.now()}
        )
    return secret


def revoke(actor: Actor) -> None:
    """Close this person's address, if there is one."""
    with write_transaction():
        CalendarFeed.objects.filter(user_id=actor.user_id or 0).delete()


def feed_of(actor: Actor) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(user_id=actor.user_id or 0).first()


def owner_of(secret: str) -> Actor:
    """Whose calendar the secret opens. Raises NotFound, also for those who have left."""
    user = User.objects.filter(
        pk__in=CalendarFeed.objects.filter(digest=digest(secret)).values("user_id"), archived_at=None
    ).first()
    if user is None:
        raise NotFound
    return actor_of(user, API)


def feed_text(actor: Actor, site: str) -> str:
    """What this person has planned, from two months ago to a year ahead, as a calendar file."""
    formats = formats_for(actor)
    span = Span(formats.today - PAST, formats.today + FUTURE)
    entries = [
        _entry(event, site)
        for record_type in types_with_time(actor)
        for event in events_of(actor, record_type, span, formats)
    ]
    name = _("%(workspace)s: %(person)s") % {
        "workspace": snapshot.current().workspace.name,
        "person": actor.name,
    }
    return calendar_text(name, entries, timezone.now())


def record_text(actor: Actor, record_type: RecordType, pk: int, site: str) -> str:
    """One record as a calendar file. Raises NotFound, Refused for one without a day."""
    event = event_of(actor, record_type, pk, formats_for(actor))
    if event is None:
        raise Refused(_("It has no day yet, so no calendar can take it."))
    return calendar_text(event.title, [_entry(event, site)], timezone.now())


def _entry(event: Event, site: str) -> Entry:
    host = urlsplit(site).hostname or "trato"
    uid = f"{event.type_key}-{event.id}@{host}"
    return Entry(uid, event.title, event.start or event.day, event.end, f"{site}{event.url}")

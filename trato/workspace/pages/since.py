"""What has happened since a person was last here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

from trato.accounts.rights import Right
from trato.records import access, day, rows
from trato.records.prepared import Prepared
from trato.records.registry import registry
from trato.records.transactions import write_transaction
from trato.workspace.address import ListAddress
from trato.workspace.models import Visit

if TYPE_CHECKING:
    from datetime import datetime

    from trato.accounts.actor import Actor
    from trato.web.formats import Formats

#: Who comes back after so long has been away.
AWAY = timedelta(hours=4)
#: How exactly it is known when somebody was last here; noted no more often.
GRAIN = timedelta(minutes=10)

_VISIT = Prepared(lambda user: Visit.objects.filter(user_id=user))


@dataclass
class Since:
    """When the person was here before this visit, and what has come since: sentences that open their rows."""

    day: str
    time: str
    lines: list[dict[str, str]] = field(default_factory=list)


def come(actor: Actor, *, by_itself: bool = False) -> datetime | None:
    """Note that the person is here; when they were here before this visit, None the first time.

    A page that looks anew by itself is no visit.
    """
    now = timezone.now()
    found = next(iter(_VISIT.records(actor.user_id or 0)), None)
    if by_itself:
        return found.before if found is not None else None
    if found is None:
        found = Visit(user_id=actor.user_id or 0, seen_at=now - GRAIN)
    elif now - found.seen_at >= AWAY:
        found.before = found.seen_at
    if now - found.seen_at >= GRAIN:
        found.seen_at = now
        with write_transaction():
            Visit.objects.update_or_create(
                user_id=found.user_id, defaults={"seen_at": now, "before": found.before}
            )
    return found.before


def since(actor: Actor, before: datetime, formats: Formats) -> Since:
    """What rooms tell of the time since; one query, however many sentences they have."""
    local = before.astimezone(ZoneInfo(formats.time_zone))
    page = Since(formats.relative_day(local.date()), formats.time(before))
    moment = before.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = [one for one in day.happenings() if access.may(actor, registry.get(one.type_key), Right.READ)]
    asked = [(one.type_key, one.filter.format(since=moment)) for one in told]
    for one, (key, words), found in zip(told, asked, rows.count_each(actor, asked), strict=True):
        if found is not None and found.number:
            text = one.text(found.number) % {"number": formats.count(found.number, found.capped)}
            page.lines.append({"text": text, "url": ListAddress(key, filter=words).url()})
    return page

"""News by mail: what comes within minutes is one message, and no message goes twice."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils import timezone, translation
from django_tasks import task

from trato.accounts import mail
from trato.accounts.actor import actor_of
from trato.accounts.models import User
from trato.notifications import stationery, stops, wishes
from trato.notifications.models import Letter, Waiting
from trato.records import snapshot
from trato.records.notices import kinds
from trato.records.transactions import write_transaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.accounts.actor import Actor
    from trato.notifications.models import Notification
    from trato.notifications.stationery import Sheet

#: A message waits for more of its kind: so long after the last of it, so long after the first at most.
PAUSE, LONGEST = timedelta(minutes=2), timedelta(minutes=10)
#: What the mail server has not taken in a day is no news any more.
STALE = timedelta(days=1)
KEEP = timedelta(days=90)


class NotTaken(Exception):
    """The mail server did not take a message; what it says may hold an address, and is not for logs."""


def reach(user: User) -> bool:
    """Whether mail can go to this person, with links that lead here."""
    return bool(user.email and mail.server() is not None and mail.home())


def reader(user: User) -> Actor:
    """The person as a reader of mail: with the workspace's language and clock where they have none of use."""
    firm = snapshot.current().workspace
    spoken = dict(settings.LANGUAGES)
    language = next((one for one in (user.language, firm.language) if one in spoken), "en")
    zone = next((one for one in (user.time_zone, firm.time_zone) if _is_zone(one)), "UTC")
    return replace(actor_of(user), language=language, time_zone=zone)


def _is_zone(name: str) -> bool:
    try:
        return bool(name and ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def post(lines: Sequence[Notification]) -> None:
    """Let these go by mail before long; in the transaction that writes them."""
    now = timezone.now()
    Waiting.objects.bulk_create(
        [Waiting(user_id=one.user_id, kind=one.kind, notification=one, at=now) for one in lines]
    )
    for user, kind in {(one.user_id, one.kind) for one in lines}:
        mail_news.using(run_after=now + PAUSE).enqueue(user, kind)


@task()
def mail_news(user_id: int, kind_key: str) -> None:
    """Send what waits of one kind; while more comes, the task of the last sends all. Raises NotTaken."""
    snapshot.refresh()
    waits = Waiting.objects.filter(user_id=user_id, kind=kind_key, letter=None)
    rows = list(waits.select_related("notification").order_by("id"))
    now = timezone.now()
    if not rows or (rows[-1].at > now - PAUSE and rows[0].at > now - LONGEST):
        return
    user = User.objects.filter(pk=user_id, archived_at=None).first()
    sheet = _sheet(user, kind_key, [row for row in rows if row.at > now - STALE]) if user else None
    if user is None or sheet is None:
        with write_transaction():
            Waiting.objects.filter(pk__in=[row.pk for row in rows], letter=None).delete()
        return
    send_once(user, f"news/{user_id}/{kind_key}/{rows[-1].pk}", sheet, [row.pk for row in rows])


def _sheet(user: User, kind_key: str, rows: list[Waiting]) -> Sheet | None:
    """The message as it is right to send it now; None where nothing is left to say."""
    kind = kinds().get(kind_key)
    if kind is None or not reach(user) or wishes.MAIL not in wishes.channels_of(kind, [user.pk])[user.pk]:
        return None
    # What has been read behind the bell meanwhile is no news; what is said twice of a record is said once.
    news = [row.notification for row in rows]
    unread = {(one.type, one.record_id): one for one in news if not (one.is_shown and one.read_at)}
    actor = reader(user)
    with translation.override(actor.language):
        return stationery.news(actor, kind, list(unread.values()))


def send_once(user: User, key: str, sheet: Sheet, waiting: Sequence[int] = ()) -> bool:
    """Send a message unless it has gone before, or may have gone. Raises NotTaken where it surely has not."""
    letter = _begin(user, key, waiting)
    if letter is None:
        return False
    try:
        mail.send(
            user.email or "", sheet.subject, sheet.text, html=sheet.html, headers=_headers(user, key, sheet)
        )
    except mail.NotSent:
        with write_transaction():
            letter.delete()
        raise NotTaken from None
    with write_transaction():
        Letter.objects.filter(pk=letter.pk).update(sent_at=timezone.now())
        Waiting.objects.filter(letter=letter).delete()
    return True


def _begin(user: User, key: str, waiting: Sequence[int]) -> Letter | None:
    """Note, before the mail server is asked, that this message is on its way; None if another hand has it."""
    try:
        with write_transaction():
            letter, is_new = Letter.objects.get_or_create(key=key, defaults={"user_id": user.pk})
            taken = (
                Waiting.objects.filter(pk__in=waiting, letter=None).update(letter=letter) if waiting else 0
            )
            if not is_new or taken < len(waiting):
                raise _TakenElsewhere
    except _TakenElsewhere:
        return None
    return letter


class _TakenElsewhere(Exception):
    """Another worker sends these."""


def _headers(user: User, key: str, sheet: Sheet) -> dict[str, str]:
    name = hashlib.sha256(key.encode()).hexdigest()[:32]
    return {
        "Message-ID": f"<{name}@{urlsplit(mail.home()).hostname or 'trato'}>",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{mail.home()}{stops.address(user.pk, sheet.stops)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def forget_old() -> None:
    """Drop what went long ago and what never went. Looks before it locks."""
    now = timezone.now()
    old = Letter.objects.filter(begun_at__lt=now - KEEP)
    stale = Waiting.objects.filter(at__lt=now - STALE)
    if old.exists() or stale.exists():
        with write_transaction():
            stale.delete()
            old.delete()

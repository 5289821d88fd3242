"""Writing notifications: only for those whom they concern, who want them and who may see the record."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from trato.accounts.actor import Actor, actor_of
from trato.accounts.models import User
from trato.notifications import devices, letters, push, wishes
from trato.notifications.models import Notification, Waiting
from trato.notifications.sight import may_know
from trato.records import access, outbox
from trato.records.registry import registry
from trato.records.transactions import write_transaction

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from trato.records.notices import Kind, Notice

#: Unread news of one kind and record within this time is one line.
TOGETHER = timedelta(hours=1)
#: More records than these at once are one line.
MOST_LINES = 5
KEEP = timedelta(days=90)
#: What happened longer ago than this is no news any more.
FRESH = timedelta(days=14)
#: What open pages are told when somebody has a new line.
NEWS = "notifications"


def deliver(kind: Kind, notices: Iterable[Notice], at: datetime | None = None) -> int:
    """Write a line for each person and record, as of when it happened; how many. One's own acts are no news,
    nor is what happened long ago and is only heard of now.
    """
    now = timezone.now()
    at = min(at or now, now)
    if at < now - FRESH:
        return 0
    by_user: dict[int, list[Notice]] = {}
    for one in notices:
        if one.user_id != one.actor_id:
            by_user.setdefault(one.user_id, []).append(one)
    if not by_user:
        return 0
    wanted = wishes.channels_of(kind, by_user)
    people = User.objects.filter(pk__in=[pk for pk in by_user if wanted[pk]], archived_at=None)
    open_ = _open(people)
    return sum(
        _tell(kind, actor_of(user), by_user[user.pk], wanted[user.pk] & open_[user.pk], at) for user in people
    )


def end(kinds: Iterable[str], type_key: str, record_ids: Iterable[int]) -> None:
    """Note that news of these kinds and records has been read, by whomever it was for."""
    ids = list(record_ids)
    told = Notification.objects.filter(kind__in=kinds, type=type_key, record_id__in=ids, read_at=None)
    people = list(told.values_list("user_id", flat=True)) if ids else []
    if people:
        with write_transaction():
            told.update(read_at=timezone.now())
            outbox.tell(NEWS, people)


def _open(people: Iterable[User]) -> dict[int, set[str]]:
    """The channels that lead to each of these people today."""
    have = devices.owners(user.pk for user in people)
    return {
        user.pk: {wishes.APP}
        | ({wishes.MAIL} if letters.reach(user) else set())
        | ({wishes.PUSH} if user.pk in have else set())
        for user in people
    }


def _tell(kind: Kind, actor: Actor, notices: list[Notice], channels: set[str], at: datetime) -> int:
    notices = _seen(actor, _new(actor, notices)) if channels else []
    by_type: dict[str, list[Notice]] = {}
    for one in notices:
        by_type.setdefault(one.type_key, []).append(one)
    is_shown = wishes.APP in channels
    lines: list[Notification] = []
    with write_transaction():
        for found in by_type.values():
            if len(found) > MOST_LINES:
                lines.append(_write(kind, found[0], None, len(found), at, is_shown=is_shown))
                _remember(kind, found)
            else:
                lines += [_write(kind, one, one.record_id, 1, at, is_shown=is_shown) for one in found]
        outbox.tell(NEWS, [actor.user_id or 0] if is_shown and notices else [])
        if wishes.MAIL in channels:
            letters.post(lines)
        if wishes.PUSH in channels:
            push.send_soon(lines)
    return len(notices)


def _new(actor: Actor, notices: list[Notice]) -> list[Notice]:
    """Those that have not been told before, each once."""
    marks = [one.mark for one in notices if one.mark]
    known: set[str | None] = set()
    if marks:
        told = Notification.objects.filter(user_id=actor.user_id or 0, mark__in=marks)
        known = set(told.values_list("mark", flat=True))
    once = {(one.type_key, one.record_id): one for one in notices if one.mark not in known or not one.mark}
    return list(once.values())


def _seen(actor: Actor, notices: list[Notice]) -> list[Notice]:
    """Those of records and fields that the person may know."""
    by_type: dict[str, set[int]] = {}
    for one in notices:
        by_type.setdefault(one.type_key, set()).add(one.record_id)
    visible = {
        (key, pk)
        for key, ids in by_type.items()
        if registry.knows(key)
        for pk in access.visible_ids(actor, registry.get(key), ids)
    }
    return [
        one
        for one in notices
        if (one.type_key, one.record_id) in visible and may_know(actor, one.type_key, one.field)
    ]


def _write(
    kind: Kind, notice: Notice, record_id: int | None, count: int, at: datetime, *, is_shown: bool
) -> Notification:
    """A line at the top; what was said of the same within the hour, and not read, goes into it."""
    if is_shown and not notice.mark:
        count += _take_in(kind, notice, record_id, at)
    return Notification.objects.create(
        user_id=notice.user_id,
        kind=kind.key,
        type=notice.type_key,
        record_id=record_id,
        actor_id=notice.actor_id,
        count=count,
        field=notice.field,
        data=notice.data,
        mark=None if record_id is None else notice.mark or None,
        at=at,
        read_at=None if is_shown else timezone.now(),
        is_shown=is_shown,
    )


def _take_in(kind: Kind, notice: Notice, record_id: int | None, at: datetime) -> int:
    """Of how much the unread lines tell that the next one replaces; they stay, for links lead to them."""
    earlier = Notification.objects.filter(
        user_id=notice.user_id,
        kind=kind.key,
        type=notice.type_key,
        record_id=record_id,
        read_at=None,
        at__gt=at - TOGETHER,
    )
    found = dict(earlier.values_list("pk", "count"))
    if found:
        Waiting.objects.filter(notification__in=found, letter=None).delete()
        Notification.objects.filter(pk__in=found).update(is_shown=False, read_at=timezone.now())
    return sum(found.values())


def _remember(kind: Kind, notices: list[Notice]) -> None:
    """Of what one line says together, keep the marks, as lines that are read and shown nowhere."""
    now = timezone.now()
    Notification.objects.bulk_create(
        [
            Notification(
                user_id=one.user_id,
                kind=kind.key,
                type="",
                mark=one.mark,
                at=now,
                read_at=now,
                is_shown=False,
            )
            for one in notices
            if one.mark
        ],
        batch_size=500,
    )


def forget_old() -> int:
    """Delete what was told long ago; how many. Looks before it locks."""
    old = Notification.objects.filter(at__lt=timezone.now() - KEEP)
    if not old.exists():
        return 0
    with write_transaction():
        return old.delete()[1]["notifications.Notification"]

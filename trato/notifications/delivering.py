"""Writing notifications: only for those whom they concern, who want them and who may see the record."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from trato.accounts.actor import Actor, actor_of
from trato.accounts.models import User
from trato.notifications.models import Mute, Notification
from trato.records import access, outbox
from trato.records.registry import registry
from trato.records.transactions import write_transaction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trato.records.notices import Kind, Notice

#: Unread news of one kind and record within this time is one line.
TOGETHER = timedelta(hours=1)
#: More records than these at once are one line.
MOST_LINES = 5
KEEP = timedelta(days=90)


def deliver(kind: Kind, notices: Iterable[Notice]) -> int:
    """Write a line for each person and record; how many. One's own acts are no news."""
    by_user: dict[int, list[Notice]] = {}
    for one in notices:
        if one.user_id != one.actor_id:
            by_user.setdefault(one.user_id, []).append(one)
    if not by_user:
        return 0
    muted = set(
        Mute.objects.filter(kind=kind.key, channel=Mute.APP, user_id__in=by_user).values_list(
            "user_id", flat=True
        )
    )
    people = User.objects.filter(pk__in=by_user.keys() - muted, archived_at=None)
    return sum(_tell(kind, actor_of(user), by_user[user.pk]) for user in people)


def _tell(kind: Kind, actor: Actor, notices: list[Notice]) -> int:
    notices = _seen(actor, _new(actor, notices))
    by_type: dict[str, list[Notice]] = {}
    for one in notices:
        by_type.setdefault(one.type_key, []).append(one)
    with write_transaction():
        for found in by_type.values():
            if len(found) > MOST_LINES:
                _write(kind, found[0], None, len(found))
                _remember(kind, found)
            else:
                for one in found:
                    _write(kind, one, one.record_id, 1)
        outbox.tell("notifications", [actor.user_id or 0] if notices else [])
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


def may_know(actor: Actor, type_key: str, name: str) -> bool:
    """Whether the field of which a line tells exists for this person."""
    return not name or name in access.readable_fields(actor, registry.get(type_key))


def _write(kind: Kind, notice: Notice, record_id: int | None, count: int) -> None:
    """A line at the top; what was said of the same within the hour, and not read, goes into it."""
    now = timezone.now()
    earlier = Notification.objects.filter(
        user_id=notice.user_id,
        kind=kind.key,
        type=notice.type_key,
        record_id=record_id,
        read_at=None,
        at__gt=now - TOGETHER,
    )
    if not notice.mark:
        count += sum(earlier.values_list("count", flat=True))
        earlier.delete()
    Notification.objects.create(
        user_id=notice.user_id,
        kind=kind.key,
        type=notice.type_key,
        record_id=record_id,
        actor_id=notice.actor_id,
        count=count,
        field=notice.field,
        data=notice.data,
        mark=None if record_id is None else notice.mark or None,
        at=now,
    )


def _remember(kind: Kind, notices: list[Notice]) -> None:
    """Of what one line says together, keep the marks, as lines that are read and shown nowhere."""
    now = timezone.now()
    Notification.objects.bulk_create(
        [
            Notification(user_id=one.user_id, kind=kind.key, type="", mark=one.mark, at=now, read_at=now)
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
        return old.delete()[0]

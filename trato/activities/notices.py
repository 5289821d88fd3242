"""News of tasks, meetings and notes: what is due, what begins, and where one is named."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trato.accounts import workspace
from trato.activities.actions import REMINDED
from trato.activities.mentions import MENTIONED
from trato.activities.models import Meeting, Task
from trato.records.fields.link import LinksField
from trato.records.notices import Kind, Notice, Past, actor_of_event, owners_of
from trato.records.registry import registry
from trato.records.rows.many import many_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trato.records.outbox import Event
    from trato.records.values import Ref

TASKS, MEETINGS = "tasks", "meetings"
#: From this hour of somebody's morning on they are told of the day.
MORNING = time(7)
SOON = timedelta(minutes=15)


def reminded(event: Event) -> Iterator[Notice]:
    """The reminder of a task is its owner's."""
    for pk, owner in owners_of(event.type, event.record_ids).items():
        yield Notice(owner, event.type, pk)


def finished(event: Event) -> Iterator[int]:
    """Tasks that are done, or were called off."""
    if event.type == TASKS and "status" in event.payload["fields"]:
        found = Task.objects.unscoped("whatever was told of them").filter(pk__in=event.record_ids)
        yield from found.exclude(status=Task.OPEN).values_list("pk", flat=True)


def mentioned(event: Event) -> Iterator[Notice]:
    """Whoever is named in a text."""
    by = actor_of_event(event)
    for pk in event.record_ids:
        for user in event.payload.get("users", ()):
            yield Notice(user, event.type, pk, by)


def due() -> Iterator[Notice]:
    """Tasks of today, in their owner's morning."""
    return _by_day(0)


def overdue() -> Iterator[Notice]:
    """Tasks that were not done yesterday, in their owner's morning."""
    return _by_day(1)


def _by_day(days_ago: int) -> Iterator[Notice]:
    today = timezone.now().date() - timedelta(days=days_ago)
    near = (today - timedelta(days=1), today + timedelta(days=1))
    open_tasks = Task.objects.unscoped("everybody is told of their own").filter(
        status=Task.OPEN, archived_at=None, owner_id__isnull=False, due_on__range=near
    )
    found = open_tasks.order_by("due_on", "pk").values_list("pk", "owner_id", "due_on", "owner__time_zone")
    usual = workspace.current().time_zone or "UTC"
    for pk, owner, day, zone in found:
        now = timezone.now().astimezone(ZoneInfo(zone or usual))
        if now.time() >= MORNING and day == now.date() - timedelta(days=days_ago):
            yield Notice(owner, TASKS, pk, field="due_on", mark=f"due {days_ago} {TASKS}/{pk} {day}")


def soon() -> Iterator[Notice]:
    """Meetings that begin within a quarter of an hour, for their owner and for the guests who work here."""
    now = timezone.now()
    planned = Meeting.objects.unscoped("everybody is told of their own").filter(
        outcome=Meeting.PLANNED, archived_at=None, starts_at__gt=now, starts_at__lte=now + SOON
    )
    found = list(planned.values_list("pk", "owner_id", "starts_at"))
    guests = _guests([pk for pk, *_rest in found])
    for pk, owner, at in found:
        people = {owner} | {ref.id for ref in guests.get(pk, ()) if ref.type == "users"}
        for user in sorted(one for one in people if one):
            yield _meeting(user, pk, at)


def _guests(ids: list[int]) -> dict[int, tuple[Ref, ...]]:
    """Who comes to these meetings."""
    attendees = registry.get(MEETINGS).fields["attendees"]
    return many_values([attendees], ids)["attendees"] if isinstance(attendees, LinksField) and ids else {}


def _meeting(user: int, pk: int, at: datetime) -> Notice:
    mark = f"soon {MEETINGS}/{pk} {at.isoformat()}"
    return Notice(user, MEETINGS, pk, data={"at": at.isoformat()}, field="starts_at", mark=mark)


KINDS = [
    Kind(
        "mentioned",
        _("Somebody mentions me in a note"),
        "at",
        20,
        _("%(who)s mentioned you in %(title)s"),
        _("%(who)s mentioned you: %(count)s %(types)s"),
        (MENTIONED,),
        mentioned,
        mails=True,
        pushes=True,
    ),
    Kind(
        "reminded",
        _("The reminder of a task"),
        "bell-ring",
        25,
        _("Reminder: %(title)s"),
        _("Reminders: %(count)s %(types)s"),
        (REMINDED,),
        reminded,
        over=finished,
        filter="owner:me status:open",
        pushes=True,
    ),
    Kind(
        "due",
        _("A task of mine is due today"),
        "task",
        30,
        _("Due today: %(title)s"),
        _("Due today: %(count)s %(types)s"),
        scan=due,
        over=finished,
        filter="owner:me status:open due_on:today",
        past=Past(
            _("Was due on %(day)s: %(title)s"),
            _("Were due on %(day)s: %(count)s %(types)s"),
            "owner:me status:open due_on:%(day)s",
        ),
    ),
    Kind(
        "overdue",
        _("A task of mine is overdue"),
        "alarm-clock",
        31,
        _("Overdue: %(title)s"),
        _("Overdue: %(count)s %(types)s"),
        scan=overdue,
        over=finished,
        filter="owner:me status:open due_on<today",
        past=Past(
            _("Overdue on %(day)s: %(title)s"),
            _("Overdue on %(day)s: %(count)s %(types)s"),
            "owner:me status:open due_on<%(day)s",
        ),
    ),
    Kind(
        "soon",
        _("A meeting begins in a quarter of an hour"),
        "meeting",
        32,
        _("Begins at %(at)s: %(title)s"),
        _("Begin soon: %(count)s %(types)s"),
        scan=soon,
        every=timedelta(minutes=1),
        past=Past(_("Began at %(at)s: %(title)s"), _("Began on %(day)s: %(count)s %(types)s")),
        pushes=True,
    ),
]

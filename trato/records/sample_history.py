"""What was written about records that go without a trace: changes, timeline, events, what rooms keep."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models

from trato.records.models import Change, ChangeSet, OutboxEvent, TimelineEntry
from trato.records.of_rooms import modules_named
from trato.records.registry import registry

if TYPE_CHECKING:
    from collections.abc import Iterable

Gone = dict[str, set[int]]
#: The kind of the change sets that hold sample data.
KIND = "demo"


@cache
def _rooms() -> list[Callable[[Gone], None]]:
    """The rooms' own part: `forget` in a room's `traces.py`, called while the rows are still there."""
    return [module.forget for module in modules_named("traces")]


def forget_traces(gone: Gone) -> None:
    """Let each room forget what it keeps of these records outside of the database, or in its own words."""
    for forget_in_room in _rooms():
        forget_in_room(gone)


def forget(gone: Gone) -> None:
    """Delete all that tells of these records, and the acts that told of nothing else."""
    _drop_rows(gone)
    acts = _drop_changes(gone)
    emptied = ChangeSet.objects.filter(pk__in=acts, changes=None)
    sample = ChangeSet.objects.filter(kind=KIND).exclude(changes__op=Change.CREATE)
    over = {*emptied.values_list("pk", flat=True), *sample.values_list("pk", flat=True)}
    over |= set(ChangeSet.objects.filter(undoes__in=over).values_list("pk", flat=True))
    OutboxEvent.objects.filter(change_set_id__in=over).delete()
    _thin_events(gone, acts - over)
    TimelineEntry.objects.filter(change_set_id__in=over).delete()
    # What sample data changed is changed back; acts that stay because of what they made tell that alone.
    Change.objects.filter(change_set__kind=KIND).exclude(op=Change.CREATE).delete()
    ChangeSet.objects.filter(pk__in=over).delete()


def _drop_rows(gone: Gone) -> None:
    """Delete the rows of any room that name a record by its type and number, or a user by number."""
    of_records = {one.model for one in registry.types()}
    for model in apps.get_models():
        if model in of_records or not model.__module__.startswith("trato."):
            continue
        columns = {one.attname: one for one in model._meta.concrete_fields}
        if {"type", "record_id"} <= columns.keys():
            _delete(model, [{"type": key, "record_id__in": ids} for key, ids in gone.items()])
        if isinstance(columns.get("user_id"), models.BigIntegerField) and "users" in gone:
            _delete(model, [{"user_id__in": gone["users"]}])


def _delete(model: type[models.Model], filters: Iterable[dict[str, object]]) -> None:
    for one in filters:
        model._base_manager.filter(**one).delete()


def _drop_changes(gone: Gone) -> set[int]:
    """Take these records out of all changes; the change sets that they stood in."""
    acts: set[int] = set()
    for key, ids in gone.items():
        alone = Change.objects.filter(type=key, ids__isnull=True, first_id__in=ids)
        acts |= set(alone.values_list("change_set_id", flat=True))
        alone.delete()
        batches = Change.objects.filter(type=key, first_id__lte=max(ids), last_id__gte=min(ids))
        for change in batches.filter(ids__isnull=False):
            left = [pk for pk in change.record_ids if pk not in ids]
            if len(left) == len(change.record_ids):
                continue
            acts.add(change.change_set_id)
            if not left:
                change.delete()
                continue
            change.ids, change.first_id, change.last_id = left, min(left), max(left)
            change.save(update_fields=["ids", "first_id", "last_id"])
    return acts


def _thin_events(gone: Gone, acts: set[int]) -> None:
    """What acts on other records, too, were to tell of these is told to nobody."""
    for event in OutboxEvent.objects.filter(change_set_id__in=acts):
        left = [pk for pk in event.record_ids if pk not in gone.get(event.type, ())]
        if not left:
            event.delete()
        elif len(left) < len(event.record_ids):
            event.record_ids = left
            event.save(update_fields=["record_ids"])

"""What the engine keeps beside the rows of a workspace, and how it is made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Max

from trato.accounts.actor import SYSTEM
from trato.records import custom, relation_kinds, snapshot
from trato.records.effects.counters import rebuild
from trato.records.effects.words import reindex
from trato.records.models import Change, ChangeSet, CustomField
from trato.records.registry import registry
from trato.records.work import Work

if TYPE_CHECKING:
    from collections.abc import Mapping

SETUP = "setup"


def setting_up() -> Work:
    """The work of making a room's defaults: one change set for those of all rooms."""
    begun = ChangeSet.objects.filter(kind=SETUP).first()
    if begun is None:
        begun = ChangeSet(kind=SETUP, via=SYSTEM.via, state=ChangeSet.COMPLETE)
        return Work(SYSTEM, begun)
    parts = Change.objects.filter(change_set=begun).aggregate(last=Max("batch"))
    return Work(SYSTEM, begun, (parts["last"] or 0) + 1)


def is_untouched() -> bool:
    """Whether nothing stands here but the defaults of the rooms."""
    return not ChangeSet.objects.exclude(kind=SETUP).exists()


def reworded(type_key: str, words: Mapping[str, Mapping[str, Any]]) -> None:
    """Give defaults, by what they are called, the words of another language, as if made in it: no act."""
    record_type = registry.get(type_key)
    found = list(record_type.model._base_manager.filter(**{f"{record_type.title}__in": list(words)}))
    for record in found:
        for name, value in words[getattr(record, record_type.title)].items():
            record_type.fields[name].put(record, value)
        record.save()
    reindex(record_type, [record.pk for record in found])


def prepare() -> None:
    """What the engine itself gives a fresh workspace."""
    relation_kinds.prepare()


def reword(before: str) -> None:
    """The same in the words of the workspace's language, before anybody has worked with it."""
    if is_untouched():
        reworded("relation_kinds", relation_kinds.words(before))


def rebuild_derived() -> None:
    """After a restore: words, counters and the indexes of custom fields, from the rows as they are."""
    snapshot.reset()
    for record_type in registry.types():
        rebuild(record_type)
        reindex(record_type, list(record_type.model._base_manager.values_list("pk", flat=True)))
    for row in CustomField._base_manager.filter(indexed=True):
        custom.build_index(row.type, row.name)

"""What the engine keeps beside the rows of a workspace, and how it is made anew."""

from __future__ import annotations

from django.db.models import Max

from trato.accounts.actor import SYSTEM
from trato.records import custom, relation_kinds, snapshot
from trato.records.effects.counters import rebuild
from trato.records.effects.words import reindex
from trato.records.models import Change, ChangeSet, CustomField
from trato.records.registry import registry
from trato.records.work import Work

SETUP = "setup"


def setting_up() -> Work:
    """The work of making a room's defaults: one change set for those of all rooms."""
    begun = ChangeSet.objects.filter(kind=SETUP).first()
    if begun is None:
        begun = ChangeSet(kind=SETUP, via=SYSTEM.via, state=ChangeSet.COMPLETE)
        return Work(SYSTEM, begun)
    parts = Change.objects.filter(change_set=begun).aggregate(last=Max("batch"))
    return Work(SYSTEM, begun, (parts["last"] or 0) + 1)


def prepare() -> None:
    """What the engine itself gives a fresh workspace."""
    relation_kinds.prepare()


def rebuild_derived() -> None:
    """After a restore: words, counters and the indexes of custom fields, from the rows as they are."""
    snapshot.reset()
    for record_type in registry.types():
        rebuild(record_type)
        reindex(record_type, list(record_type.model._base_manager.values_list("pk", flat=True)))
    for row in CustomField._base_manager.filter(indexed=True):
        custom.build_index(row.type, row.name)

"""What the engine keeps beside the rows of a workspace, and how it is made anew."""

from __future__ import annotations

from trato.records import custom, relation_kinds, snapshot
from trato.records.effects.counters import rebuild
from trato.records.effects.words import reindex
from trato.records.models import CustomField
from trato.records.registry import registry


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

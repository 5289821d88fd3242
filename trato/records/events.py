"""What the engine itself does when something has happened: words follow the names of linked records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trato.records.effects.outbox import CHANGED
from trato.records.effects.words import reindex, word_fields
from trato.records.fields.link import LinkField, LinksField
from trato.records.outbox import on
from trato.records.registry import registry

if TYPE_CHECKING:
    from trato.records.fields.base import Field
    from trato.records.outbox import Event
    from trato.records.record_type import RecordType


@on(CHANGED)
def follow_names(event: Event) -> None:
    """A company's new name finds its deals, too."""
    if not registry.knows(event.type) or registry.get(event.type).title not in event.payload["fields"]:
        return
    for other in registry.types():
        for name in word_fields(other):
            link = other.fields[name]
            if link.target == event.type:
                reindex(other, holders_of(other, link, event.record_ids))


def holders_of(record_type: RecordType, link: Field, targets: list[int]) -> list[int]:
    """The records of a type that link to any of these through one field."""
    if isinstance(link, LinkField):
        column = link.store.columns()[0]
        rows = record_type.model._base_manager.filter(**{f"{column}__in": targets})
        return list(rows.values_list("pk", flat=True))
    if isinstance(link, LinksField):
        store = link.many_store
        held = store.holders().filter(**{f"{store.target_column}__in": targets})
        return list(held.values_list(store.record_column, flat=True).distinct())
    return []

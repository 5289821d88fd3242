"""What makes no sense without another record, as a stage without its pipeline: in whose order it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trato.records import access, at_hand, rows, snapshot
from trato.records.fields.link import LinkField
from trato.records.registry import registry

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

MOST_PARENTS = 24


def parent_link(actor: Actor, record_type: RecordType) -> str:
    """The link without which a record of this type makes no sense: a step's way, a chapter's book."""
    for name, field in access.readable_fields(actor, record_type).items():
        if isinstance(field, LinkField) and field.required and field.target != "users":
            return name
    return ""


def parents(actor: Actor, record_type: RecordType) -> dict[int, str]:
    """The settings that records of this type belong to, in their order, and what they are called."""
    link = parent_link(actor, record_type)
    if not link:
        return {}
    above = registry.get(access.readable_fields(actor, record_type)[link].target)
    if not above.is_setting:
        return {}
    if not above.at_hand:
        return dict(_titles(actor, above))
    key = ("parents", actor, above.key, snapshot.current().generation)
    return dict(at_hand.answer(key, lambda: _titles(actor, above)))


def _titles(actor: Actor, above: RecordType) -> list[tuple[int, str]]:
    found = rows.read(actor, above.key, columns=(above.title,), limit=MOST_PARENTS).rows
    return [(row.id, str(row[above.title])) for row in found]


def places(actor: Actor, record_type: RecordType) -> dict[int, int]:
    """The places of a type's records in their own order, one parent's after the other's."""
    link = parent_link(actor, record_type)
    known = rows.read(
        actor, record_type.key, columns=(link,) if link else (), sort=record_type.default_sort
    ).rows
    order = {pk: place for place, pk in enumerate(parents(actor, record_type))}
    if order:
        known = sorted(known, key=lambda row: order.get(row[link].id if row[link] else 0, len(order)))
    return {row.id: place for place, row in enumerate(known)}

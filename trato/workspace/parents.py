"""What is a part of another record, as a stage of its pipeline: whose order it has, how it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trato.kernel.saying import gettext as _
from trato.records import access, at_hand, rows, snapshot
from trato.records.registry import registry

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.records.values import Ref

MOST_PARENTS, MOST_PARTS = 24, 200


def parent_link(actor: Actor, record_type: RecordType) -> str:
    """The link to what its records are parts of, as far as this reader may know it: a stage's pipeline."""
    link = record_type.within
    return link if link and link in access.readable_fields(actor, record_type) else ""


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


def called(whole: str, part: str) -> str:
    """A part with what it belongs to, as a sentence or a choice says it."""
    return _("%(whole)s: %(part)s") % {"whole": whole, "part": part} if whole else part


def in_full(actor: Actor, ref: Ref) -> str:
    """A link as one says it alone: a stage with its pipeline, where there are several."""
    target = registry.get(ref.type) if registry.knows(ref.type) else None
    if target is None or len(parents(actor, target)) < 2:
        return ref.label or ref.text
    key = ("wholes", actor, target.key, snapshot.current().generation)
    wholes = dict(at_hand.answer(key, lambda: _wholes(actor, target)))
    return called(wholes.get(ref.id, ""), ref.label)


def _wholes(actor: Actor, record_type: RecordType) -> list[tuple[int | None, str]]:
    """What the parent of each record is called."""
    link = parent_link(actor, record_type)
    found = rows.read(actor, record_type.key, columns=(link,), sort="id", limit=MOST_PARTS).rows
    return [(row.id, row[link].label) for row in found if row[link]]


def _titles(actor: Actor, above: RecordType) -> list[tuple[int, str]]:
    found = rows.read(actor, above.key, columns=(above.title,), limit=MOST_PARENTS).rows
    return [(row.id, str(row[above.title])) for row in found]


def places(actor: Actor, record_type: RecordType) -> dict[int, int]:
    """The places of a type's records in their own order, one parent's after the other's."""
    link = parent_link(actor, record_type)
    known = rows.read(
        actor, record_type.key, columns=(link,) if link else (), sort=record_type.default_sort
    ).rows
    return {row.id: place for place, row in enumerate(one_after_another(actor, record_type, known))}


def one_after_another(actor: Actor, record_type: RecordType, known: list[rows.Row]) -> list[rows.Row]:
    """Rows of a type, which have the link to their parents, one parent's after the other's."""
    link, order = parent_link(actor, record_type), list(parents(actor, record_type))
    places = {pk: place for place, pk in enumerate(order)}
    return sorted(known, key=lambda row: places.get(row[link].id, len(order)) if order and row[link] else 0)

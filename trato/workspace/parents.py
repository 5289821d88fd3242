"""What is a part of another record, as a stage of its pipeline: whose order it has, how it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trato.kernel.saying import gettext as _
from trato.records import access, at_hand, rows, snapshot
from trato.records.registry import registry

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

MOST_PARENTS = 24


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

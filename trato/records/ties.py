"""The door to records that tie others together: how far it opens is told by what they tie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

from trato.accounts.rights import Right
from trato.records import access
from trato.records.expressions import All, Any_, In
from trato.records.fields.base import Bound
from trato.records.registry import registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.accounts.actor import Actor
    from trato.records.expressions import Slots
    from trato.records.record_type import RecordType

#: To change a tie one must be able to change one of its ends.
CHANGING = frozenset({Right.EDIT, Right.DELETE})


def narrowed(actor: Actor, record_type: RecordType, right: Right, bound: Bound) -> Bound:
    """Of the rows that a right reaches, those whose ends the actor sees, and of a write may change."""
    parts = [bound, *(_end(actor, name, Right.READ) for name in record_type.ends)]
    if right in CHANGING:
        parts.append(_either([_end(actor, name, Right.EDIT) for name in record_type.ends]))
    return _every(parts)


def _end(actor: Actor, name: str, right: Right) -> Bound:
    """The ties whose end of that name the right reaches."""
    free: list[str] = []
    limited: list[tuple[str, Any]] = []
    params: tuple[Any, ...] = ()
    types = [one for one in registry.types() if one.is_relatable]
    for one in types:
        bound = access.scope_bound(actor, one, right)
        if bound == access.EVERYTHING:
            free.append(one.key)
        elif bound != access.NOTHING:
            limited.append((one.key, bound.form))
            params += bound.params
    if len(free) == len(types):
        return access.EVERYTHING
    return Bound(("end", name, tuple(free), tuple(limited)), params) if free or limited else access.NOTHING


def _every(parts: Sequence[Bound]) -> Bound:
    if access.NOTHING in parts:
        return access.NOTHING
    return _joined("every", [one for one in parts if one != access.EVERYTHING], access.EVERYTHING)


def _either(parts: Sequence[Bound]) -> Bound:
    if access.EVERYTHING in parts:
        return access.EVERYTHING
    return _joined("either", [one for one in parts if one != access.NOTHING], access.NOTHING)


def _joined(word: str, parts: Sequence[Bound], none: Bound) -> Bound:
    if len(parts) < 2:
        return next(iter(parts), none)
    return Bound((word, *(one.form for one in parts)), tuple(param for one in parts for param in one.params))


def build(record_type: RecordType, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
    """The expression of what `narrowed` bound; takes slots in the order of its parameters."""
    if form[0] == "end":
        return _build_end(record_type, form, prefix, slots)
    join = All if form[0] == "every" else Any_
    return join(*[access.build_scope(record_type, part, prefix, slots) for part in form[1:]])


def _build_end(record_type: RecordType, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
    _word, name, free, limited = form
    store: Any = record_type.fields[name].many_store  # type: ignore[attr-defined]  # an end is a link
    reached = Q(target_type__in=free) if free else Q()
    for key, scope in limited:
        target = registry.get(key)
        rows = target.model._base_manager.filter(access.build_scope(target, scope, "", slots))
        reached |= Q(target_type=key) & Q(In(F("target_id"), rows.values("pk")))
    return In(F(f"{prefix}pk"), store.holders().filter(reached).values(store.record_column))

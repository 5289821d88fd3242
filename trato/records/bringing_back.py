"""What an undo puts back, with links only to what is still there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trato.records.effects.removal import columns_from
from trato.records.fields.link import ref_from_json
from trato.records.registry import registry
from trato.records.rows.read import titles
from trato.records.values import Ref

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trato.records.touched import Touched


def targets_there(kept: Iterable[dict[str, Any]]) -> set[tuple[str, int]]:
    """Of the records that these link to, those that are still there."""
    wanted: dict[str, set[int]] = {}
    for data in kept:
        many = [ref for held in data["many"].values() for ref in held]
        for one in [*data.get("links", {}).values(), *many]:
            if one["id"] is not None:
                wanted.setdefault(one["type"], set()).add(one["id"])
    return {(key, pk) for key, ids in wanted.items() if registry.knows(key) for pk in titles(key, ids)}


def bring_back(touched: Touched, data: dict[str, Any], known: set[tuple[str, int]]) -> None:
    """Give a new row the columns and links that the removed one had."""
    fields = touched.record_type.fields
    for name, value in columns_from(touched.record_type.model, data).items():
        setattr(touched.record, name, value)
    touched.is_inverse = True
    for name, refs in {**data["pending"], **data["many"]}.items():
        if name in fields and refs:
            value = tuple(_known_one(ref_from_json(one), known) for one in refs)
            touched.set(name, value if fields[name].is_many else value[0])
    for name, one in data.get("links", {}).items():
        if name in fields and (one["type"], one["id"]) not in known:
            ref = _known_one(ref_from_json(one), known)
            touched.set(name, ref if fields[name].editable else None)
    for name, declared in fields.items():  # words and keys read what was set
        if declared.editable and name not in touched.after:
            touched.after[name] = touched.value(name)


def _known_one(ref: Ref, known: set[tuple[str, int]]) -> Ref:
    gone = ref.id is not None and (ref.type, ref.id) not in known
    return Ref.pending(ref.type, ref.label, ref.role) if gone else ref


def still_there(value: Any) -> Any:
    """A value whose links lead only to records that are still there."""
    if isinstance(value, Ref):
        return _known((value,))[0]
    if isinstance(value, tuple) and value and isinstance(value[0], Ref):
        return _known(value)
    return value


def _known(refs: tuple[Ref, ...]) -> tuple[Ref, ...]:
    """Links to records that are gone by now become pending."""
    wanted: dict[str, set[int]] = {}
    for ref in refs:
        if ref.id is not None:
            wanted.setdefault(ref.type, set()).add(ref.id)
    there = {key: titles(key, ids) for key, ids in wanted.items()}
    return tuple(
        ref if ref.id is None or ref.id in there[ref.type] else Ref.pending(ref.type, ref.label, ref.role)
        for ref in refs
    )

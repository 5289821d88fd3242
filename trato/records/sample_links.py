"""Which records of a set others need: every link to them, whoever declares it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trato.records.effects.removal import relations_to
from trato.records.fields.link import LinksField
from trato.records.models import Link
from trato.records.registry import registry
from trato.records.stores import ThroughStore

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

#: A record by its type and number.
Key = tuple[str, int]
#: Numbers in one statement.
PART = 5000


def held(born: dict[str, set[int]], overlooked: Collection[Key]) -> dict[Key, Key | None]:
    """Those of the born that a record outside of them links to, each with such a record."""
    found: dict[Key, Key | None] = {}
    for holder, target in links(born):
        if holder[1] not in born.get(holder[0], ()) and holder not in overlooked:
            found.setdefault(target, holder)
    return found


def held_with(born: dict[str, set[int]], reasons: dict[Key, Key | None]) -> dict[Key, Key | None]:
    """What those that stay link to themselves, and so on; each with the one that links to it."""
    targets: dict[Key, list[Key]] = {}
    for holder, target in links(born) if reasons else ():
        targets.setdefault(holder, []).append(target)
    found: dict[Key, Key | None] = {}
    waiting = list(reasons)
    while waiting:
        holder = waiting.pop()
        fresh = [one for one in targets.get(holder, ()) if one not in reasons and one not in found]
        found |= dict.fromkeys(fresh, holder)
        waiting += fresh
    return found


def links(born: dict[str, set[int]]) -> Iterator[tuple[Key, Key]]:
    """Each link to one of these records: who holds it, and to which."""
    for key, ids in born.items():
        ordered = sorted(ids)
        for start in range(0, len(ordered), PART):
            part = ordered[start : start + PART]
            yield from _by_column(key, part)
            yield from _by_table(key, part)


def _by_column(key: str, ids: Collection[int]) -> Iterator[tuple[Key, Key]]:
    types = {one.model: one.key for one in registry.types()}
    for relation in relations_to(registry.get(key).model):
        holder, column = types.get(relation.related_model), relation.field.attname
        if holder is None:
            continue
        rows = relation.related_model._base_manager.filter(**{f"{column}__in": ids})
        for pk, target in rows.values_list("pk", column):
            yield (holder, pk), (key, target)


def _by_table(key: str, ids: Collection[int]) -> Iterator[tuple[Key, Key]]:
    rows = Link.objects.filter(target_type=key, target_id__in=ids)
    for holder, pk, target in rows.values_list("type", "record_id", "target_id"):
        yield (holder, pk), (key, target)
    for other in registry.types():
        for many in other.fields.values():
            if isinstance(many, LinksField) and isinstance(many.many_store, ThroughStore):
                store = many.many_store
                found = store.holders().filter(**{f"{store.target_column}__in": ids})
                if store.target == key:
                    for pk, target in found.values_list(store.record_column, store.target_column):
                        yield (other.key, pk), (key, target)

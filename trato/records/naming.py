"""What a record is called while nobody names it: after whom it is with, by its type's declaration."""

from __future__ import annotations

from functools import lru_cache, reduce
from itertools import islice
from operator import or_
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F, Q, Value
from django.utils import translation
from django.utils.translation import get_language

from trato.records.expressions import Among
from trato.records.fields.link import LinksField
from trato.records.registry import registry
from trato.records.rows import titles
from trato.records.stores import LinkTableStore

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType, Unnamed
    from trato.records.touched import Touched
    from trato.records.values import Ref

    Labels = dict[tuple[str, int], str]

#: Whom a name tells of before all else: a person, then a firm, then any other record.
RANKS = ("person", "company")
MOST = 3
#: So many records are called anew after one that gets another name.
MOST_CALLED = 500
#: So many names are looked for by the database itself.
FEW = 20


def name_unnamed(batch: Sequence[Touched], renamed: Labels | None = None) -> None:
    """Name the records of one type that nobody has named, with one look-up a linked type.

    A name that was made so goes on following its links, and what these are called: `renamed` has what those
    were called before that have another name by now.
    """
    before = renamed or {}
    asked = batch[0].record_type.unnamed
    if asked is None:
        return
    waiting = [one for one in batch if _may_follow(one, asked, before)]
    labels = _labels(ref for one in waiting for ref in (*one.value(asked.after), *_former(one, asked)))
    for touched in waiting:
        title = touched.record_type.title
        kept = touched.value(title)
        room = _room(touched.record_type)
        language = get_language() or ""
        if kept:
            was = _in_every_language(asked, _former(touched, asked), labels | before, room)
            if kept not in was:
                continue
            language = was[kept]
        with translation.override(language):
            name = _sentence(asked, touched.value(asked.after), labels, room)
        if name != kept:
            touched.set(title, name)
            touched.derived.add(title)


def is_called_after(record_type: RecordType, name: str, label: str) -> bool:
    """Whether a record of this type has the name that it gets by itself after one of that label alone."""
    return record_type.unnamed is not None and name in _names_after(record_type.key, label)


@lru_cache(maxsize=1024)
def _names_after(type_key: str, label: str) -> frozenset[str]:
    """In whatever language somebody wrote it."""
    record_type = registry.get(type_key)
    if record_type.unnamed is None or not label:
        return frozenset()
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.add(_written(record_type.unnamed, [label], _room(record_type)))
    return frozenset(found)


def _room(record_type: RecordType) -> int | None:
    """How long a name of its records may be."""
    room: int | None = getattr(record_type.model._meta.get_field(record_type.title), "max_length", None)
    return room


def _may_follow(touched: Touched, asked: Unnamed, renamed: Labels) -> bool:
    title = touched.record_type.title
    if not touched.value(title):
        return True
    if touched.is_new or (title in touched.after and title not in touched.derived):
        return False
    is_renamed = any((ref.type, ref.id or 0) in renamed for ref in touched.value(asked.after))
    return is_renamed or asked.after in touched.after


def former_titles(batch: Sequence[Touched]) -> Labels:
    """What those of one type were called that are being renamed."""
    title = batch[0].record_type.title
    renamed = (one for one in batch if not one.is_new and title in one.after)
    return {one.key: str(one.was(title)) for one in renamed if one.was(title) and title in one.changed()}


def called_after(renamed: Labels) -> dict[str, list[int]]:
    """The records, by type, that may be called after those: their names hold what those were called.

    Of very many only the latest are found: a name must not keep everybody else waiting.
    """
    found: dict[str, list[int]] = {}
    targets: dict[str, list[int]] = {}
    for key, pk in renamed:
        targets.setdefault(key, []).append(pk)
    old = set(renamed.values())
    for record_type in registry.types() if renamed else ():
        ids: dict[int, None] = {}
        for name in record_type.named_after:
            ids |= dict.fromkeys(_holding(record_type, name, targets, old))
        if ids:
            found[record_type.key] = list(ids)
    return found


def _holding(
    record_type: RecordType, name: str, targets: dict[str, list[int]], old: Collection[str]
) -> Iterator[int]:
    """Those that link to one of these records by this field, and whose name has one of these words."""
    field, title = record_type.fields[name], record_type.title
    for key in targets if not field.target else targets.keys() & {field.target}:
        ids = Value(Among.listed(targets[key]))
        rows = record_type.model._base_manager.filter(_linked(field, key, ids))
        if len(old) <= FEW:
            rows = rows.filter(reduce(or_, (Q(**{f"{title}__contains": one}) for one in old)))
        named = rows.order_by("-pk").values_list("pk", title).iterator()
        yield from islice((pk for pk, called in named if any(one in called for one in old)), MOST_CALLED)


def _linked(field: Field, key: str, ids: Value) -> Any:
    """The condition that a record links to one of these by this field."""
    if not isinstance(field, LinksField):
        return Among(F(field.store.columns()[0]), ids)
    store = field.many_store
    holders = store.holders().filter(Among(F(store.target_column), ids))
    if isinstance(store, LinkTableStore):
        holders = holders.filter(target_type=key)
    return Q(pk__in=holders.values(store.record_column))


def _former(touched: Touched, asked: Unnamed) -> tuple[Ref, ...]:
    known: tuple[Ref, ...] = () if touched.is_new else touched.was(asked.after) or ()
    return known


def _labels(refs: Iterable[Ref]) -> Labels:
    wanted: dict[str, set[int]] = {}
    for ref in refs:
        if ref.id is not None and registry.knows(ref.type):
            wanted.setdefault(ref.type, set()).add(ref.id)
    return {(key, pk): label for key, ids in wanted.items() for pk, label in titles(key, ids).items()}


def _in_every_language(
    asked: Unnamed, refs: Sequence[Ref], labels: Labels, room: int | None
) -> dict[str, str]:
    """What it was called before, in whatever language somebody wrote it; with that language."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES if refs else ():
        with translation.override(language):
            found.setdefault(_sentence(asked, refs, labels, room), language)
    return found


def _sentence(asked: Unnamed, refs: Sequence[Ref], labels: Labels, room: int | None) -> str:
    found = [ref for ref in refs if ref.id is not None and (ref.type, ref.id) in labels]
    if not found:
        return ""
    best = min(_rank(ref) for ref in found)
    names = [labels[ref.type, ref.id or 0] for ref in found if _rank(ref) == best]
    return _written(asked, names, room)


def _written(asked: Unnamed, names: Sequence[str], room: int | None) -> str:
    return (str(asked.saying) % {"names": ", ".join(names[:MOST])})[:room]


def _rank(ref: Ref) -> int:
    portrait = registry.get(ref.type).portrait
    return RANKS.index(portrait) if portrait in RANKS else len(RANKS)

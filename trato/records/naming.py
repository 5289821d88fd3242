"""What a record is called while nobody names it: after whom it is with, by its type's declaration."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

from trato.records.registry import registry
from trato.records.rows import titles

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trato.records.record_type import RecordType, Unnamed
    from trato.records.touched import Touched
    from trato.records.values import Ref

    Labels = dict[tuple[str, int], str]

#: Whom a name tells of before all else: a person, then a firm, then any other record.
RANKS = ("person", "company")
MOST = 3


def name_unnamed(batch: Sequence[Touched]) -> None:
    """Name the records of one type that nobody has named, with one look-up a linked type.

    A name that was made so goes on following its links.
    """
    asked = batch[0].record_type.unnamed
    if asked is None:
        return
    waiting = [one for one in batch if _may_follow(one, asked)]
    labels = _labels(ref for one in waiting for ref in (*one.value(asked.after), *_former(one, asked)))
    for touched in waiting:
        title = touched.record_type.title
        kept = touched.value(title)
        room = _room(touched.record_type)
        if kept and kept not in _in_every_language(asked, _former(touched, asked), labels, room):
            continue
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


def _may_follow(touched: Touched, asked: Unnamed) -> bool:
    title = touched.record_type.title
    is_given = title in touched.after and bool(touched.value(title))
    return not touched.value(title) or (not is_given and not touched.is_new and asked.after in touched.after)


def _former(touched: Touched, asked: Unnamed) -> tuple[Ref, ...]:
    known: tuple[Ref, ...] = () if touched.is_new else touched.was(asked.after) or ()
    return known


def _labels(refs: Iterable[Ref]) -> Labels:
    wanted: dict[str, set[int]] = {}
    for ref in refs:
        if ref.id is not None and registry.knows(ref.type):
            wanted.setdefault(ref.type, set()).add(ref.id)
    return {(key, pk): label for key, ids in wanted.items() for pk, label in titles(key, ids).items()}


def _in_every_language(asked: Unnamed, refs: Sequence[Ref], labels: Labels, room: int | None) -> set[str]:
    """What it was called before, in whatever language somebody wrote it."""
    found: set[str] = set()
    for language, _name in settings.LANGUAGES if refs else ():
        with translation.override(language):
            found.add(_sentence(asked, refs, labels, room))
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

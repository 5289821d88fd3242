"""The normalized words by which search finds a record, kept per class of readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trato.kernel.words import search_words
from trato.records import ports, snapshot
from trato.records.fields.link import LinksField
from trato.records.rows.many import many_values, titles
from trato.records.values import Ref

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.touched import Touched

MOST_WORDS = 400
CHUNK = 400
CUSTOM_KINDS = {"text", "longtext", "email", "phone", "url"}


def word_fields(record_type: RecordType) -> list[str]:
    """The fields whose words find a record, the weightiest first; custom texts among them."""
    declared = sorted(record_type.words.weights, key=lambda name: -record_type.words.weights[name])
    custom = [
        name
        for name, field in record_type.fields.items()
        if field.custom and field.kind in CUSTOM_KINDS and declared
    ]
    return [*declared, *custom]


def write_words(changed: list[Touched]) -> None:
    """Keep the words of these records in step with their fields."""
    by_type: dict[str, list[Touched]] = {}
    for touched in changed:
        by_type.setdefault(touched.record_type.key, []).append(touched)
    for of_type in by_type.values():
        record_type = of_type[0].record_type
        names = word_fields(record_type)
        batch = [one for one in of_type if names and (one.is_new or not one.after.keys().isdisjoint(names))]
        values = [(one.id, {name: one.value(name) for name in names}) for one in batch]
        if values:
            index_values(record_type, values, replaces=any(not one.is_new for one in batch))


def index_values(
    record_type: RecordType, values: list[tuple[int, dict[str, Any]]], *, replaces: bool = True
) -> None:
    """Index records by the values of their word fields."""
    restricted, fields = restricted_fields(record_type), record_type.fields
    labels = _labels(
        value for _pk, named in values for value in named.values() if not isinstance(value, str | None)
    )
    docs: list[ports.Doc] = []
    for pk, named in values:
        docs += _docs(fields, pk, named, labels, restricted)
    ports.search_index().replace(record_type.key, [pk for pk, _named in values] if replaces else [], docs)


def restricted_fields(record_type: RecordType) -> frozenset[str]:
    """Fields that some role may not know of, of those with words: these are kept apart."""
    return snapshot.derived(("restricted words", record_type.key), lambda: _restricted(record_type))


def _restricted(record_type: RecordType) -> frozenset[str]:
    told = set(word_fields(record_type))
    rights = snapshot.current().field_rights
    return frozenset(
        name
        for (_role, key), levels in rights.items()
        if key == record_type.key
        for name, level in levels.items()
        if level == "hidden" and name in told
    )


def _docs(
    fields: Mapping[str, Field],
    pk: int,
    named: dict[str, Any],
    labels: dict[tuple[str, int], str],
    restricted: Collection[str],
) -> Iterable[ports.Doc]:
    words: dict[str, dict[str, None]] = {}
    for name, value in named.items():
        if value is None or value == ():
            continue
        kept = words.setdefault(name if name in restricted else "", {})
        for text in _texts(fields[name], value, labels):
            kept |= dict.fromkeys(search_words(text))
    return [
        ports.Doc(pk, rights_class, " ".join(list(kept)[:MOST_WORDS]))
        for rights_class, kept in words.items()
        if kept
    ]


def _texts(field: Field, value: Any, labels: dict[tuple[str, int], str]) -> Iterable[str]:
    refs = [value] if isinstance(value, Ref) else value
    if isinstance(refs, tuple | list) and refs and isinstance(refs[0], Ref):
        return [ref.text or ref.label or labels.get((ref.type, ref.id or 0), "") for ref in refs]
    return field.words(value)


def _labels(values: Iterable[Any]) -> dict[tuple[str, int], str]:
    wanted: dict[str, set[int]] = {}
    for value in values:
        for ref in (value,) if isinstance(value, Ref) else value if isinstance(value, tuple) else ():
            if isinstance(ref, Ref) and ref.id is not None and not ref.label:
                wanted.setdefault(ref.type, set()).add(ref.id)
    return {(key, pk): label for key, ids in wanted.items() for pk, label in titles(key, ids).items()}


def reindex(record_type: RecordType, ids: list[int]) -> None:
    """Index records anew from their rows, in chunks."""
    names = word_fields(record_type)
    for start in range(0, len(ids) if names else 0, CHUNK):
        chunk = list(record_type.model._base_manager.filter(pk__in=ids[start : start + CHUNK]))
        linking = [field for name in names if isinstance(field := record_type.fields[name], LinksField)]
        many = many_values(linking, [row.pk for row in chunk])
        values = [
            (
                row.pk,
                {
                    name: many[name].get(row.pk, ()) if name in many else record_type.fields[name].get(row)
                    for name in names
                },
            )
            for row in chunk
        ]
        index_values(record_type, values)

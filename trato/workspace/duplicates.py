"""Records that may be the same as the one being written: by address, reference, domain and name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.kernel.text import fold
from trato.kernel.urls import domain_of_url
from trato.kernel.words import search_words
from trato.records import access, rows
from trato.records.contexts import context_for
from trato.records.errors import RecordError
from trato.records.filters import Term, Text
from trato.records.registry import registry
from trato.records.telling import telling_fields, told
from trato.workspace.reader import capitalized, formats_for, record_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType

MOST = 5
MOST_CANDIDATES = 200
#: How alike two names must be, of 100.
ALIKE = 88
SHORTEST = 3
#: Facts that tell namesakes apart.
FACTS = 2
#: The kinds of field with several addresses or numbers, each of one person.
ADDRESSES = ("emails", "phones")


@dataclass(frozen=True)
class Double:
    """A record that may be the same one, and how sure that is."""

    id: int
    title: str
    note: str
    is_exact: bool
    type_key: str = ""


def is_guarded(record_type: RecordType) -> bool:
    """Whether records of this type have what tells them apart."""
    return bool(record_type.transfer.match_on or record_type.known_as)


def watched_fields(record_type: RecordType, names: list[str]) -> list[str]:
    """The controls of a form whose words matter here."""
    keys = {*record_type.transfer.match_on, *record_type.words.weights}
    parts = {name for name in names if name.endswith("_name")} if record_type.title not in names else set()
    wanted = keys & {*record_type.transfer.match_on, "phones", "domain"} | parts
    if record_type.known_as:
        wanted |= {name for name, one in record_type.fields.items() if one.component in ADDRESSES}
    return [name for name in names if name in wanted]


def doubles(actor: Actor, record_type: RecordType, values: Mapping[str, Any], own: int = 0) -> list[Double]:
    """The records that may be meant, the surest first. `values` are parsed, by field name."""
    if not access.may(actor, record_type, Right.READ):
        return []
    known = access.readable_fields(actor, record_type)
    found: dict[int, Double] = {}
    for field, value in _exact(record_type, known, values):
        for row in _matching(actor, record_type, Term((field.name,), "=", (value,)), MOST):
            if row.id != own:
                said = _("%(field)s: %(value)s") % {"field": capitalized(field.label), "value": value}
                found.setdefault(row.id, _double(record_type, row, said, exact=True))
    title = title_of(record_type, values)
    if record_type.title in record_type.transfer.match_on and len(title) >= SHORTEST:
        for row in _near(actor, record_type, title):
            exact = fold(str(row[record_type.title] or "")) == fold(title)
            if row.id != own:
                found.setdefault(row.id, _double(record_type, row, "", exact=exact))
    surest = sorted(found.values(), key=lambda one: not one.is_exact)[:MOST]
    return _told_apart(actor, record_type, surest)


def there_already(
    actor: Actor, record_type: RecordType, values: Mapping[str, Any], own: int = 0
) -> list[Double]:
    """The doubles, and after them the records of other types that its own declaration asks for.

    These are known by an address or number alone. What the record leads to itself, such as whom it became,
    is nobody else.
    """
    found = doubles(actor, record_type, values, own)
    given = {
        kind: [
            one
            for name, field in record_type.fields.items()
            if field.component == kind
            for one in values.get(name) or ()
        ]
        for kind in ADDRESSES
    }
    if not any(given.values()):
        return found
    tied = _tied(actor, record_type, own) if own and record_type.known_as else set()
    for key in record_type.known_as:
        other = registry.get(key)
        asked = {name: given[one.component] for name, one in other.fields.items() if one.component in given}
        found += [
            replace(one, note=f"{capitalized(other.label)} · {one.note}")
            for one in doubles(actor, other, asked)
            if (key, one.id) not in tied
        ]
    return found


def _tied(actor: Actor, record_type: RecordType, pk: int) -> set[tuple[str, int | None]]:
    """The records that this one's own fields lead to."""
    known = access.readable_fields(actor, record_type).items()
    links = tuple(name for name, one in known if one.component == "links")
    row = rows.one(actor, record_type.key, pk, links)
    return {(ref.type, ref.id) for name in links for ref in row[name] or ()}


def _told_apart(actor: Actor, record_type: RecordType, found: list[Double]) -> list[Double]:
    """Those that are alike by name alone, with the first facts of their head: namesakes are told apart."""
    alike = [one.id for one in found if not one.note]
    names = telling_fields(actor, record_type, FACTS)
    if not alike or not names:
        return found
    read = rows.some(actor, record_type.key, alike, names)
    written = formats_for(actor).of_money
    return [
        replace(one, note=told(actor, record_type, read[one.id], names, written))
        if one.id in read and not one.note
        else one
        for one in found
    ]


def title_of(record_type: RecordType, values: Mapping[str, Any]) -> str:
    """What the record would be called, by its own rule."""
    given = values.get(record_type.title)
    if isinstance(given, str) and given:
        return given
    record: Any = record_type.model()
    for name, value in values.items():
        field = record_type.fields.get(name)
        if field is not None and field.component == "text" and field.editable and isinstance(value, str):
            field.put(record, value)
    settle = getattr(record, "settle", None)
    if settle is not None:
        settle()
    return str(getattr(record, record_type.title, "") or "")


def _exact(
    record_type: RecordType, known: Mapping[str, Field], values: Mapping[str, Any]
) -> Iterator[tuple[Field, str]]:
    """Each address and each word that belongs to one record alone."""
    for name, field in known.items():
        value = values.get(name)
        if not value:
            continue
        if field.component in ADDRESSES:
            for one in value:
                yield field, one.value
        elif field.component in {"email", "phone"} or (
            field.component == "text" and name in _keys(record_type)
        ):
            yield field, domain_of_url(value) or value if "/" in value else value


def _keys(record_type: RecordType) -> set[str]:
    return {name for name in record_type.transfer.match_on if name != record_type.title}


def _matching(actor: Actor, record_type: RecordType, node: Any, most: int) -> list[rows.Row]:
    try:
        return rows.read(
            actor, record_type.key, columns=(record_type.title,), filter=node, sort="id", limit=most
        ).rows
    except RecordError:  # a value that is none yet, while it is being typed
        return []


def _near(actor: Actor, record_type: RecordType, title: str) -> list[rows.Row]:
    """Rows with the same name, then those that share a word with it and are spelt much alike."""
    from rapidfuzz import fuzz

    found = {
        row.id: row for row in _matching(actor, record_type, Term((record_type.title,), "=", (title,)), MOST)
    }
    wanted, alike = fold(title), []
    words = sorted((word for word in search_words(title) if len(word) >= SHORTEST), key=len, reverse=True)
    for word in words[:2]:
        for row in _matching(actor, record_type, Text(word), MOST_CANDIDATES):
            likeness = fuzz.token_sort_ratio(wanted, fold(str(row[record_type.title] or "")))
            if likeness >= ALIKE and row.id not in found:
                alike.append((likeness, row))
    for _likeness, row in sorted(alike, key=lambda pair: -pair[0])[:MOST]:
        found.setdefault(row.id, row)
    return list(found.values())


def _double(record_type: RecordType, row: rows.Row, note: str, *, exact: bool) -> Double:
    return Double(row.id, str(row[record_type.title] or row.id), note, exact, record_type.key)


def lines(found: list[Double]) -> list[dict[str, Any]]:
    """The warning's lines, each leading to its record."""
    return [
        {
            "title": one.title,
            "note": one.note,
            "url": record_url(one.type_key, one.id),
            **_pictured(registry.get(one.type_key), one.title),
        }
        for one in found
    ]


def _pictured(record_type: RecordType, title: str) -> dict[str, str]:
    if record_type.portrait in {"person", "company"}:
        return {record_type.portrait: title}
    return {"icon": record_type.icon}


def parsed(actor: Actor, record_type: RecordType, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of what is typed so far; what cannot be read yet is left out."""
    context = context_for(actor)
    known = access.readable_fields(actor, record_type)
    values: dict[str, Any] = {}
    for name, value in given.items():
        try:
            values[name] = known[name].parse(value, context)
        except RecordError:
            continue
    return values

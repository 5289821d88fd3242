"""What may come next in a filter that somebody types: fields, then what they are compared with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.kernel.text import fold
from trato.records import access, rows
from trato.records.filters.parse import FIELD
from trato.records.filters.tree import OPERATORS, Term, Text, to_words
from trato.records.registry import registry
from trato.records.values import REMOVED, Quoted
from trato.workspace.columns import field_named, linked_fields
from trato.workspace.pages.fields import MOST_LISTED
from trato.workspace.pages.filter_page import EMPTY, FILLED, askable, is_askable, operators, people_words
from trato.workspace.reader import capitalized
from trato.workspace.words import OFFERED_PERIODS, period_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType

MOST = 50
#: As much of the end of what is typed as is looked at.
LONGEST = 400
#: A condition that is not done: the field, the operator, the values that are done, the value that is not.
_CONDITION = re.compile(
    rf'(?:^|[\s(])-?{FIELD.pattern}(?P<done>(?:(?:"[^"]*"|[^\s"(),]+),)*)(?P<value>"[^"]*|[^\s"(),]*)$'
)
_WORD = re.compile(r"(?:^|[\s(])-?(?P<word>(?:\w[\w.-]*)?)$")
_PARTS = re.compile(r"[\s_.›-]+")
_NUMBERS = {"number", "money"}
_DAYS = {"date", "datetime"}


@dataclass(frozen=True)
class Offer:
    """A line under the words: what it is called, what that means to the reader, and what it writes."""

    label: str
    meaning: str
    text: str
    #: How it fits: 0 as typed, 1 begins so, 2 has a word that begins so, 3 holds it.
    rank: int

    def as_option(self) -> dict[str, str]:
        is_told = fold(self.meaning) != fold(self.label).replace("_", " ")
        return {"label": self.label, "hint": self.meaning if is_told else "", "text": self.text}


def offered(actor: Actor, record_type: RecordType, typed: str) -> dict[str, Any]:
    """The lines, how many signs before the caret each replaces, and whether the first is surely meant."""
    end = typed[-LONGEST:]
    condition = _CONDITION.search(end)
    if condition is not None:
        asked, part = _meant(actor, record_type, condition[1]), condition["value"]
        found = _values(actor, asked, condition) if asked is not None else ()
    else:
        word = None if end.count('"') % 2 else _WORD.search(end)
        part = word["word"] if word else ""
        found = _fields(actor, record_type, part) if word else ()
    offers = sorted(found, key=lambda one: one.rank)[:MOST]
    if len(offers) == 1 and offers[0].text.strip() == part:
        offers = []  # nothing is left to be said
    is_sure = bool(part and offers) and offers[0].rank < 3 and offers[0].text.strip() != part
    if condition is not None and offers and offers[0].rank == 0:
        is_sure = False  # the value is whole, by whichever of its names: Enter shows the rows
    return {"options": [one.as_option() for one in offers], "replaced": len(part), "is_sure": is_sure}


def _meant(actor: Actor, record_type: RecordType, path: str) -> Field | None:
    """The field of that name, path or label in the reader's language."""
    found = field_named(actor, record_type, path)
    if found is None:
        wanted = fold(path).replace("_", " ")
        found = next((one for one in askable(actor, record_type) if fold(str(one.label)) == wanted), None)
    return found if found is not None and is_askable(found) else None


def _fields(actor: Actor, record_type: RecordType, word: str) -> Iterator[Offer]:
    """Fields that fit a word; after a link and a dot those behind it."""
    for one in _known(actor, record_type, word):
        label = capitalized(one.label)
        rank = _rank(word, one.name, label)
        if rank is None:
            continue
        if one.component not in _NUMBERS:
            yield Offer(one.name, label, f"{one.name}:", rank)
        elif rank:
            yield Offer(one.name, label, one.name, rank)
        else:
            yield from _comparisons(one)


def _known(actor: Actor, record_type: RecordType, word: str) -> Iterable[Field]:
    link, dot, _rest = word.rpartition(".")
    if not dot:
        return askable(actor, record_type)
    behind = (fields for field, fields in linked_fields(actor, record_type) if field.name == link)
    return [one for one in next(behind, []) if is_askable(one)]


def _comparisons(field: Field) -> Iterator[Offer]:
    """A number's name is all there: how it may be compared."""
    for operator, meaning in operators(field):
        is_end = operator not in OPERATORS
        text = f"{field.name}:{operator}" if is_end else f"{field.name}{operator}"
        yield Offer(text, meaning, f"{text} " if is_end else text, 0)


def _values(actor: Actor, asked: Field, condition: re.Match[str]) -> Iterator[Offer]:
    """What the field may be compared with, as far as it fits what is typed of it."""
    typed = condition["value"].removeprefix('"')
    for value, meaning in _values_of(actor, asked, condition[2], typed):
        text = to_words(Term(("_",), ":", (value,))).removeprefix("_:")
        rank = _rank(typed, str(value), meaning)
        if rank is not None and f"{text}," not in condition["done"]:
            yield Offer(str(value), meaning, f"{text} ", rank)


def _values_of(actor: Actor, asked: Field, operator: str, typed: str) -> Iterator[tuple[str, str]]:
    if asked.component in _DAYS:
        yield from ((word, capitalized(period_label(word))) for word in OFFERED_PERIODS)
    elif asked.component == "boolean":
        yield from (("yes", _("Yes")), ("no", _("No")))
    elif asked.target:
        yield from people_words(asked)
        yield from ((_named(name), name) for name in _names(actor, registry.get(asked.target), typed))
    else:
        yield from ((value, capitalized(label)) for value, label in asked.choices)
    if operator in {":", "=", "!="}:
        yield from (one for one in operators(asked) if one[0] in {EMPTY, FILLED})


def _named(name: str) -> str:
    """A record's name as a value: in quotes where the bare word means something else."""
    return Quoted(name) if name in {EMPTY, FILLED, REMOVED, "me", "my-team"} else name


def _names(actor: Actor, target: RecordType, typed: str) -> list[str]:
    """Names of the records that a link may hold; of many, those that search finds by what is typed."""
    if not access.may(actor, target, Right.READ) or target.title not in access.readable_fields(actor, target):
        return []
    found = rows.read(actor, target.key, columns=(target.title,), limit=MOST_LISTED).rows
    if len(found) == MOST_LISTED and typed and target.words.weights:
        found = rows.read(
            actor, target.key, columns=(target.title,), filter=Text(typed), sort="-id", limit=MOST
        ).rows
    return list(dict.fromkeys(str(row[target.title]) for row in found if row[target.title]))


def _rank(typed: str, *names: str) -> int | None:
    """How well the best of these names fits; None where none holds what is typed."""
    wanted = fold(typed)
    return min((rank for name in names if (rank := _rank_of(wanted, fold(name))) is not None), default=None)


def _rank_of(wanted: str, name: str) -> int | None:
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    if any(part.startswith(wanted) for part in _PARTS.split(name)):
        return 2
    return 3 if wanted in name else None

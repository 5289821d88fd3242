"""Near hits of a search with a slip in it, below the true ones: only rows that the reader may see count."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F

from trato.kernel.text import fold
from trato.records import access
from trato.records.expressions import Among
from trato.records.filters.tree import Text
from trato.records.prepared import Prepared
from trato.search.asking import Question, searched_types
from trato.search.finding import Look, hint_fields
from trato.search.index import classes_of
from trato.search.models import SearchDoc
from trato.search.vocabulary import words_meant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from trato.accounts.actor import Actor
    from trato.kernel.words import QueryWord
    from trato.records.record_type import RecordType
    from trato.records.rows import Row

_WORDS = Prepared(
    lambda key, ids: SearchDoc.objects.filter(Among(F("record_id"), ids), type=key).values_list(
        "record_id", "rights_class", "words"
    )
)
#: With so many true hits nothing is guessed.
ENOUGH = 5
#: Rows of one type that are compared.
COMPARED = 12

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")

#: The words typed and those that may have been meant by each.
Also = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Near:
    """A row that holds the words if they are spelt otherwise, and how they are spelt in it."""

    record_type: RecordType
    row: Row
    #: The typed words that are spelt otherwise, with how, as search keeps them.
    spelling: tuple[tuple[str, str], ...]
    #: How many of these words its title does not hold.
    elsewhere: int
    #: How far from what was typed: the places of its words among those that may be meant.
    distance: int

    @property
    def rank(self) -> tuple[int, int, int]:
        return len(self.spelling), self.elsewhere, self.distance


@dataclass(frozen=True)
class Guess:
    """Near rows, the likeliest first, and the question in the spelling that most of the likeliest have."""

    near: list[Near]
    text: str


def guess(
    actor: Actor,
    question: Question,
    known: Iterable[tuple[str, int]],
    *,
    limit: int,
    types: Iterable[RecordType] | None = None,
) -> Guess | None:
    """What somebody probably looked for, beside the (type, id) of the true hits; in all types unless told."""
    also = others_for(question.words)
    if not also:
        return None
    true_hits, look = set(known), _look(actor, question, also)
    near = [
        one
        for record_type in (searched_types(actor) if types is None else types)
        for one in near_in(look, record_type, question, also)
        if (record_type.key, one.row.id) not in true_hits
    ]
    return Guess(_likeliest(near)[:limit], _spelt(question, near)) if near else None


def others_for(words: Iterable[QueryWord]) -> Also:
    """What may have been meant by each of these words; those that nobody misspells are left out."""
    found = {word.text: tuple(words_meant(word.text, beginning=word.prefix)) for word in words}
    return {word: others for word, others in found.items() if others}


def _look(actor: Actor, question: Question, also: Also) -> Look:
    return Look(actor, Text(question.text, also=tuple(also.items())))


def near_in(look: Look, record_type: RecordType, question: Question, also: Also) -> list[Near]:
    """Rows of one type that the actor may see and that hold the words in one spelling or another."""
    actor = look.actor
    if not record_type.words.weights or record_type.title not in access.readable_fields(actor, record_type):
        return []
    columns = [record_type.title, *hint_fields(actor, record_type)]
    found = look.rows(record_type, columns, COMPARED, COMPARED - 1)[0]
    if not found:
        return []
    held = _words_of(actor, record_type, [row.id for row in found])
    near = (_near(record_type, row, held.get(row.id, set()), question, also) for row in found)
    return [one for one in near if one.spelling]


def meant_in(actor: Actor, record_type: RecordType, words: str) -> str | None:
    """The words in the spelling that leads to a row of this type which the actor may see."""
    question = Question.of(words, only_records=True)
    also = others_for(question.words)
    near = near_in(_look(actor, question, also), record_type, question, also) if also else []
    return _spelt(question, near) if near else None


def _words_of(actor: Actor, record_type: RecordType, ids: Collection[int]) -> dict[int, set[str]]:
    classes = classes_of(actor, record_type)
    held: dict[int, set[str]] = {}
    for pk, rights_class, words in _WORDS(record_type.key, Among.listed(ids)):
        if rights_class in classes:
            held.setdefault(pk, set()).update(words.split())
    return held


def _near(record_type: RecordType, row: Row, held: set[str], question: Question, also: Also) -> Near:
    spelling, distance = [], 0
    for word in question.words:
        if _holds(held, word):
            continue
        other = next((other for other in also.get(word.text, ()) if other in held), None)
        if other is not None:
            spelling.append((word.text, other))
            distance += also[word.text].index(other)
    titled = {_kept(token) for token in _TOKEN.findall(str(row[record_type.title] or ""))}
    elsewhere = sum(other not in titled for _typed, other in spelling)
    return Near(record_type, row, tuple(spelling), elsewhere, distance)


def _holds(held: set[str], word: QueryWord) -> bool:
    return word.text in held or (word.prefix and any(one.startswith(word.text) for one in held))


def _likeliest(near: Iterable[Near]) -> list[Near]:
    return sorted(near, key=lambda one: one.rank)


def _spelt(question: Question, near: list[Near]) -> str:
    """The question in the spelling of the likeliest rows, written as their titles write it."""
    best = _likeliest(near)[0]
    alike = [one for one in near if one.rank == best.rank]
    spelling = dict(Counter(one.spelling for one in alike).most_common(1)[0][0])
    shown: dict[str, str] = {}
    for one in alike:
        for token in _TOKEN.findall(str(one.row[one.record_type.title] or "")):
            shown.setdefault(_kept(token), token)
    return _TOKEN.sub(lambda match: _respelt(match[0], spelling, shown), question.text)


def _respelt(token: str, spelling: dict[str, str], shown: dict[str, str]) -> str:
    other = spelling.get(_kept(token))
    return token if other is None else shown.get(other, other)


def _kept(token: str) -> str:
    return fold(token).replace("'", "")

"""What somebody typed into the search, as far as it is worth looking for; and what they may look into."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from trato.accounts.rights import Right
from trato.kernel.words import QueryWord, query_words, search_words
from trato.records import access
from trato.records.registry import registry

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

LONGEST = 200
FEWEST_DIGITS = 4
#: How well a title fits that has all of the words.
ALL_WORDS = 2
#: Begins a search among the commands alone.
COMMANDS = ">"


@dataclass(frozen=True)
class Question:
    """The words of a search."""

    text: str
    only_commands: bool = False
    only_records: bool = False

    @classmethod
    def of(cls, given: str, *, only_records: bool = False) -> Question:
        text = " ".join(given.replace("\0", "").split())
        only_commands = text.startswith(COMMANDS) and not only_records
        text = text.removeprefix(COMMANDS) if only_commands else text
        return cls(text.strip()[:LONGEST].strip(), only_commands, only_records)

    @cached_property
    def words(self) -> list[QueryWord]:
        return query_words(self.text)

    @cached_property
    def typed(self) -> str:
        """The text, whatever its case."""
        return self.text.casefold()

    @property
    def number(self) -> int | None:
        """The id that a bare number may mean: 42 or #42."""
        digits = self.text.removeprefix("#")
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None


def searched_types(actor: Actor) -> list[RecordType]:
    """The types with screens that the actor may read, those of the settings last."""
    known = [one for one in registry.types() if one.group and access.may(actor, one, Right.READ)]
    return sorted(known, key=lambda one: one.is_setting)


def title_rank(question: Question, words: list[QueryWord], title: str) -> int:
    """How well a title fits: 0 is what was typed, 1 begins so, 2 has all of the words, 3 some, 4 none."""
    folded = title.casefold()
    if folded.startswith(question.typed):
        return 1 if len(folded) > len(question.typed) else 0
    known = folded.split()
    if not title.isascii() or not all(map(_is_plain, known)):
        known = search_words(title)
    hits = sum(_is_among(known, word) for word in words)
    return 4 if not hits else 3 if hits < len(words) else ALL_WORDS


def has_all(question: Question, title: str) -> bool:
    """Whether a title alone has what was typed: no other fits better but one that begins so."""
    return title_rank(question, question.words, title) <= ALL_WORDS


def _is_among(known: list[str], word: QueryWord) -> bool:
    text, is_beginning = word
    return text in known or (is_beginning and any(one.startswith(text) for one in known))


def _is_plain(word: str) -> bool:
    """Whether a word is its own only search word: letters alone, or digits too few for a phone number."""
    return word.isalpha() or (len(word) < FEWEST_DIGITS and word.isdigit())

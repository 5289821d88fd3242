"""Slips of the finger: which words somebody may have meant by another one.

Words are given as search keeps them: folded, letters and digits alone (`trato.kernel.words`). A word of four
to seven letters may hold one slip, a longer one two: a wrong letter, one too many, one missing, two swapped.
Numbers are never guessed, nor are scripts without spaces between words.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from trato.kernel.words import is_spaced

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The shortest word that is taken for a slip; a shorter one differs by a letter without being misspelt.
SHORTEST = 4
#: From this length on a word may hold two slips.
LONG = 8
#: Words that may be meant: names, not sentences run together.
SHORTEST_MEANT, LONGEST_MEANT = 3, 24
MOST_MEANT = 16
# Keys are runs of this many letters in order, out of so many at the beginning of a word.
_KEY, _HEAD = 5, 7
# From this length on the beginning of a longer word may hold the slip.
_SHORTEST_BEGINNING = 6

_LETTERS = re.compile(rf"[^\W\d_]{{{SHORTEST_MEANT},{LONGEST_MEANT}}}")


def may_be_meant(word: str) -> bool:
    """Whether another word can be a slip of this one."""
    return _LETTERS.fullmatch(word) is not None and (word.isascii() or is_spaced(word))


def most_slips(word: str) -> int:
    """How many slips are looked for in a word: none in short ones, in numbers and in Chinese."""
    if len(word) < SHORTEST or not may_be_meant(word):
        return 0
    return 2 if len(word) >= LONG else 1


def index_keys(word: str) -> set[str]:
    """Under which keys a word is kept, so that every slip of it shares one with it.

    Two words of eight or more letters with two slips between them have five letters of their first seven in
    common, in order; so have two of six or seven with one slip, out of their first six.
    """
    if len(word) > _KEY:
        return {"".join(run) for run in combinations(word[:_HEAD], _KEY)}
    if len(word) == SHORTEST_MEANT:
        return {word}
    return {word, *_without_one(word)}


def slip_keys(word: str) -> set[str]:
    """The keys under which the words are kept that a slip may have meant."""
    if most_slips(word) == 1 and len(word) > _KEY:
        return {"".join(run) for run in combinations(word[: _KEY + 1], _KEY)}
    return index_keys(word)


def meant(word: str, known: Iterable[str], *, beginning: bool = False) -> list[str]:
    """Of the known words those that may have been meant, the likeliest first.

    With `beginning` the word is still being typed, so that it may be a slip in how a longer one begins.
    """
    others = [other for other in set(known) if len(other) >= len(word) - most_slips(word)]
    distances = _distances(word, others, others)
    if beginning and len(word) >= _SHORTEST_BEGINNING:
        longer = [other for other in others if len(other) > len(word)]
        for end in range(len(word) - most_slips(word), len(word) + most_slips(word) + 1):
            for other, distance in _distances(word, longer, [other[:end] for other in longer]).items():
                distances[other] = min(distance, distances.get(other, distance))
    found = sorted(
        (distance, other[0] != word[0], abs(len(other) - len(word)), other)
        for other, distance in distances.items()
        if distance
    )
    return [other for *_order, other in found[:MOST_MEANT]]


def _distances(word: str, others: list[str], parts: list[str]) -> dict[str, int]:
    """How many slips lie between the word and these parts of others, for those that are near enough."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(word, parts, scorer=OSA.distance, score_cutoff=most_slips(word), limit=None)
    return {others[place]: int(distance) for _part, distance, place in found}


def _without_one(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}

"""What somebody probably meant: other spellings of choices and of the names of records."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trato.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Shorter words differ by a letter without being misspelt.
_SHORTEST = 4
_LONG = 8
# How often the other spelling must occur for each time that this one does.
_FREQUENCY = 3
_NAME_CUTOFF = 88.0
_DIGITS = re.compile(r"\d+")
_NOT_LETTERS = re.compile(r"[\W_]+")
_LEGAL_FORM = re.compile(
    r"\b(?:inc|incorporated|corp|corporation|co|company|ltd|limited|llc|llp|plc|gmbh|ag|kg|sa|s\.a|sl|s\.l|slu|sas"
    r"|srl|spa|s\.p\.a|bv|nv|ab|as|oy|pty|the|group|holding|holdings)\b\.?"
)


def misspelt(word: str, counts: Mapping[str, int], known: Iterable[str] = ()) -> str | None:
    """The spelling that was probably meant: a known one, or one that occurs much more often."""
    folded = fold(word)
    known_words = {fold(other): other for other in known}
    if len(folded) < _SHORTEST or folded in known_words:
        return None
    own = max(sum(count for other, count in counts.items() if fold(other) == folded), 1)
    frequent = {fold(other): other for other, count in counts.items() if count >= own * _FREQUENCY}
    # As it is spelt in the data goes before as it is spelt in the vocabulary: the choice exists already.
    candidates = known_words | frequent
    distances = [
        (distance, other) for other in candidates if (distance := _distance(folded, other)) is not None
    ]
    return candidates[min(distances)[1]] if distances else None


def similar_name(text: str, names: Iterable[str]) -> str | None:
    """The name that differs least from the text, if it hardly differs: "GTX Pro" for "GTXPro"."""
    from rapidfuzz import fuzz, process

    wanted = _squeezed(text)
    if not wanted:
        return None
    squeezed: dict[str, str] = {}
    for name in names:
        squeezed.setdefault(_squeezed(name), name)
    if wanted in squeezed:
        return squeezed[wanted]
    bare, bare_names = _bare(text), {_bare(name): name for name in squeezed.values()}
    if bare and bare in bare_names:
        return bare_names[bare]
    if len(wanted) < _SHORTEST:
        return None
    # "Model 12" is not a misspelt "Model 13".
    digits = _DIGITS.findall(wanted)
    candidates = [name for name in squeezed if name[:1] == wanted[:1] and _DIGITS.findall(name) == digits]
    best = process.extractOne(wanted, candidates, scorer=fuzz.ratio, score_cutoff=_NAME_CUTOFF)
    return squeezed[best[0]] if best else None


def _distance(word: str, other: str) -> int | None:
    """How many letters are wrong, missing, too many or swapped; None if too many for a slip."""
    most = 2 if len(word) >= _LONG else 1
    if word == other or word[0] != other[:1] or abs(len(word) - len(other)) > most:
        return None
    if _DIGITS.findall(word) != _DIGITS.findall(other):
        return None
    from rapidfuzz.distance import OSA

    distance = OSA.distance(word, other, score_cutoff=most)
    return distance if distance <= most else None


def _squeezed(text: str) -> str:
    return _NOT_LETTERS.sub("", fold(text))


def _bare(text: str) -> str:
    return _NOT_LETTERS.sub("", _LEGAL_FORM.sub(" ", fold(text)))

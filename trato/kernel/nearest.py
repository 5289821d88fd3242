"""The known word that somebody probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from trato.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

# A part counts less than the whole, and only if it begins a word or is long enough to mean something.
_PART_WEIGHT, _SHORTEST_PART, _ALL = 0.9, 4, 100


def nearest(word: str, known: Iterable[str], cutoff: float = 70) -> str | None:
    """The known word most like the given one, if any is at least as like as the cutoff (of 100)."""
    folded = fold(word)
    if not folded:
        return None
    scored = [(_likeness(folded, fold(candidate)), candidate) for candidate in known]
    best, candidate = max(scored, key=lambda pair: pair[0], default=(0.0, ""))
    return candidate if best >= cutoff else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown word, with its leading space; nothing if no word is near."""
    meant = nearest(word, known)
    return gettext(" Did you mean “%(meant)s”?") % {"meant": meant} if meant else ""


def _likeness(word: str, candidate: str) -> float:
    from rapidfuzz import fuzz

    whole = fuzz.ratio(word, candidate)
    if any(part.startswith(word) for part in candidate.split()):
        return max(whole, _PART_WEIGHT * _ALL)
    if min(len(word), len(candidate)) < _SHORTEST_PART:
        return whole
    return max(whole, _PART_WEIGHT * fuzz.partial_ratio(word, candidate))

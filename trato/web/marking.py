"""The words that one searched for, marked where they stand, whatever their case and accents."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from trato.kernel.text import fold
from trato.web.escaping import escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What begins later in a text is out of sight in a line of results; so much before it is shown.
IN_SIGHT, BEFORE = 48, 24


def mark_words(text: str, words: str) -> Markup:
    """The text with the first of each word marked; one that would be out of sight brings the text along."""
    folded, places = _folded(text)
    spans = []
    for word in filter(None, (_folded(word)[0] for word in words.split())):
        at = folded.find(word)
        if at >= 0:
            spans.append((places[at], places[at + len(word) - 1] + 1))
    spans.sort(key=lambda span: (span[0], -span[1]))  # of two that begin there, the longer one
    start = _start(text, spans[0][0]) if spans else 0
    parts, at = ["…"] if start else [], start
    for begin, end in spans:
        if begin >= at:
            parts += [escaped(text[at:begin]), f"<mark>{escaped(text[begin:end])}</mark>"]
            at = end
    # Each part is escaped where it is put in.
    return Markup("".join([*parts, escaped(text[at:])]))  # noqa: S704


def _start(text: str, first: int) -> int:
    """Where a line begins so that what was found is in sight: at a word."""
    return text.rfind(" ", 0, first - BEFORE) + 1 if first > IN_SIGHT else 0


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The text as it is searched, and from which sign each of its signs comes."""
    if text.isascii():
        return text.lower(), range(len(text))
    signs = [_sign(sign) for sign in text]
    return "".join(signs), [at for at, sign in enumerate(signs) for _one in sign]


@lru_cache(maxsize=4096)
def _sign(sign: str) -> str:
    return sign if sign.isspace() else fold(sign)

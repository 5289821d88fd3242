"""Several texts in one cell, parted by a mark: a mark within a text has a backslash before it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache


def joined(texts: Iterable[str], mark: str = ";", *, also: str = "") -> str:
    r"""The cell of these texts: `Smith\; Sons; Acme`. Marks in `also` would be read as parting, too."""
    guarded = [_marks(mark + also).sub(_guarded, text) for text in texts]
    # A text that ends in a backslash would guard the mark that follows it.
    ends = [len(text) - len(text.rstrip("\\")) for text in guarded]
    parts = [text + "\\" * end for text, end in zip(guarded[:-1], ends, strict=False)]
    return f"{mark} ".join([*parts, *guarded[-1:]])


def parted(cell: str, marks: str = ";", *, also: str = "") -> list[str]:
    """The texts of a cell, without blanks around them. Marks in `also` part nothing, but may be guarded."""
    parts, text, place = [], "", 0
    for found in _marks(marks + also).finditer(cell):
        slashes, mark = found.groups()
        text += cell[place : found.start()] + "\\" * (len(slashes) // 2)
        place = found.end()
        if len(slashes) % 2 or mark in also:
            text += mark
        else:
            parts.append(text)
            text = ""
    parts.append(text + cell[place:])
    return [stripped for part in parts if (stripped := part.strip())]


def _guarded(found: re.Match[str]) -> str:
    slashes, mark = found.groups()
    return f"{slashes}{slashes}\\{mark}"


@lru_cache(maxsize=16)
def _marks(marks: str) -> re.Pattern[str]:
    return re.compile(rf"(\\*)([{re.escape(marks)}])")

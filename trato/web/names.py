"""What a name alone tells: its initials and the hue it always wears."""

from __future__ import annotations

import unicodedata
import zlib
from functools import lru_cache

HUES = 36


@lru_cache(maxsize=8192)
def hue(name: str) -> int:
    """A stable step of the color wheel (0 to 35, ten degrees each) for a name."""
    return zlib.crc32(unicodedata.normalize("NFC", name.strip()).casefold().encode()) % HUES


@lru_cache(maxsize=8192)
def initials(name: str) -> str:
    """Two letters for a person: first and last word; one sign where names have no spaces."""
    words = [word for word in map(_letters, name.split()) if word]
    if not words:
        return "?"
    if _is_ideograph(words[0][0]):
        # Chinese and Japanese given names follow the family name; the last two signs say more.
        joined = "".join(words)
        return joined[-2:] if len(joined) > 2 else joined[-1]
    if len(words) == 1:
        return words[0][0].upper()
    return (words[0][0] + words[-1][0]).upper()


@lru_cache(maxsize=8192)
def first_sign(name: str) -> str:
    """The single sign on a company's tile."""
    return next((sign.upper() for sign in name if sign.isalnum()), "?")


def _letters(word: str) -> str:
    return "".join(sign for sign in word if sign.isalnum())


def _is_ideograph(sign: str) -> bool:
    return "CJK" in unicodedata.name(sign, "") or "HANGUL" in unicodedata.name(sign, "")

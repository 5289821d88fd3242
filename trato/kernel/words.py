"""Words for the search index, and the words of a query that find them.

Every word consists of letters and digits only, so that any tokenizer keeps it whole.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from trato.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_WORDS = 400
LONGEST_WORD = 40
#: Words beyond these only slow a query down.
MOST_QUERY_WORDS = 16
#: Characters of a text that are read for the index: far more than the most words need.
LONGEST_TEXT = 40_000

_PIECE = re.compile(
    r"""(?P<email>[^\s@,;:<>()\[\]"]{1,64}@[^\s@,;:<>()\[\]"]{0,255})
      | (?P<phone>(?<![\w.])\+?\(?\d(?:[ ().\-/]{0,3}\d){5,14}(?![ ().\-/]{0,3}\d|\w))
      | (?P<word>[^\W_]+(?:'[^\W\d_]+)*)""",
    re.VERBOSE,
)
# What others are, known at a look: one number, one address.
_WHOLE = re.compile(r"(?P<phone>\+[0-9]{6,15})|(?P<email>[a-z0-9._+-]{1,64}@[a-z0-9.-]{1,255})")
_LETTERS = re.compile(r"[^\W_]+")
_NOT_DIGITS = re.compile(r"\D+")
# Eight digits that are a date or two years are no telephone number.
_DATE = re.compile(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}|((19|20)\d\d\D*)+")
# Scripts that are written without spaces between words: Thai, Lao, Burmese, Khmer, hangul, kana, Han.
_UNSPACED = re.compile(
    r"([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f"
    r"\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f]+)"
)
# The endings of a telephone number that are indexed, so that a local number finds the international one.
_ENDINGS = range(6, 13)
# What a query uses of a longer number, so that the international number finds the local one.
_SIGNIFICANT_DIGITS = 9


class QueryWord(NamedTuple):
    """A word that a record must have; a prefix is still being typed."""

    text: str
    prefix: bool


def search_words(text: str, *, weight_prefix: str = "") -> list[str]:
    """The distinct words by which a record with this text is to be found."""
    if len(text) <= LONGEST_WORD and not weight_prefix and text.isascii() and text.replace(" ", "").isalpha():
        return list(dict.fromkeys(text.lower().split()))  # what most texts are: a name or a job
    whole = _WHOLE.fullmatch(text)
    pieces = _pieces(text[:LONGEST_TEXT])
    if whole is not None:
        pieces = iter([(whole.lastgroup or "", text)])
    words: dict[str, None] = {}
    for kind, piece in pieces:
        for word in _INDEX[kind](piece):
            if word:
                words[weight_prefix + word[:LONGEST_WORD]] = None
        if len(words) >= MOST_WORDS:
            break
    return list(words)[:MOST_WORDS]


def query_words(text: str) -> list[QueryWord]:
    """The words of a query as it is being typed: all of them are meant, the last one as a prefix."""
    pieces = list(_pieces(text[:LONGEST_TEXT]))[:MOST_QUERY_WORDS]
    words: dict[QueryWord, None] = {}
    for number, (kind, piece) in enumerate(pieces, start=1):
        for word, prefix in _query(kind, piece, is_last=number == len(pieces)):
            if word:
                words[QueryWord(word[:LONGEST_WORD], prefix)] = None
    return list(words)[:MOST_QUERY_WORDS]


def is_spaced(text: str) -> bool:
    """Whether no letter of it belongs to a script that is written without spaces between words."""
    return text.isascii() or _UNSPACED.search(text) is None


def plain_words(words: list[str]) -> list[str]:
    """Of a record's search words those that can be read in it: not the run-together parts of an address.

    An address leaves itself, what stands before the @ and what stands after it, in this order.
    """
    plain: list[str] = []
    seen: set[str] = set()
    place = 0
    while place < len(words):
        word = words[place]
        skipped = _parts_of_address(word, words[place + 1 : place + 3], seen)
        if not skipped:
            plain.append(word)
        following = place + 1 + skipped
        seen.update(words[place:following])
        place = following
    return plain


def _parts_of_address(word: str, following: list[str], seen: set[str]) -> int:
    """How many words belong to the address that a word is the whole of; 0 if it is none.

    A part that the record holds elsewhere was kept where it stood first.
    """
    for count in range(len(following), 0, -1):
        known = {*following[:count], *seen}
        first = following[0]
        rest = word.removeprefix(first) if word.startswith(first) else word.removesuffix(first)
        if rest and rest != word and rest in known and (count == 1 or rest == following[1]):
            return count
    return 0


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    folded = fold(text)
    if not folded.isascii():
        # Vowel signs (Devanagari, Thai) are neither letters nor digits: without them a word stays whole.
        folded = "".join(character for character in folded if unicodedata.category(character)[0] != "M")
    for match in _PIECE.finditer(folded):
        kind, piece = match.lastgroup or "word", match[0]
        if kind == "phone" and _DATE.fullmatch(piece):
            yield from (("word", part) for part in _LETTERS.findall(piece))
        else:
            yield kind, piece


def _index_email(piece: str) -> Iterable[str]:
    local, _at, domain = piece.partition("@")
    before, after = _LETTERS.findall(local), _LETTERS.findall(domain)
    parts = [*before, *after]
    words = ["".join(parts), "".join(before), "".join(after)]
    return words + (parts if piece.isascii() else [word for part in parts for word in _index_word(part)])


def _index_phone(piece: str) -> Iterable[str]:
    digits = _NOT_DIGITS.sub("", piece)
    endings = [digits[-length:] for length in range(_ENDINGS.start, min(_ENDINGS.stop, len(digits)))]
    return [digits, *endings, *_LETTERS.findall(piece)]


def _index_word(piece: str) -> Iterator[str]:
    parts = piece.split("'")
    if len(parts) > 1:
        parts = ["".join(parts), *parts]
    for part in parts:
        for run, is_unspaced in _runs(part):
            if is_unspaced:
                yield from run
                yield from _pairs(run)
            else:
                yield run


_INDEX = {"email": _index_email, "phone": _index_phone, "word": _index_word}


def _query(kind: str, piece: str, *, is_last: bool) -> Iterable[tuple[str, bool]]:
    if kind == "email":
        return [(_joined(piece), is_last)]
    if kind == "phone":
        return [(_query_digits(piece), True)]
    return _query_word(piece.replace("'", ""), is_last=is_last)


def _query_digits(piece: str) -> str:
    digits = _NOT_DIGITS.sub("", piece)
    without_zeros = digits.lstrip("0")
    # The zero of a trunk call and the zeros of an international one are not part of the number elsewhere.
    if len(without_zeros) >= _ENDINGS[0]:
        digits = without_zeros
    return digits[-_SIGNIFICANT_DIGITS:]


def _query_word(piece: str, *, is_last: bool) -> Iterator[tuple[str, bool]]:
    runs = list(_runs(piece))
    for number, (run, is_unspaced) in enumerate(runs, start=1):
        if not is_unspaced:
            yield run, is_last and number == len(runs)
        elif len(run) == 1:
            yield run, False
        else:
            yield from ((pair, False) for pair in _pairs(run))


def _runs(piece: str) -> Iterator[tuple[str, bool]]:
    if piece.isascii():
        yield piece, False
        return
    for number, run in enumerate(_UNSPACED.split(piece)):
        if run:
            yield run, number % 2 == 1


def _pairs(run: str) -> Iterator[str]:
    return (run[start : start + 2] for start in range(len(run) - 1))


def _joined(piece: str) -> str:
    return "".join(_LETTERS.findall(piece))

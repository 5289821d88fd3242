"""Text as people compare it: without case and accents, and in the order they expect."""

from __future__ import annotations

import re
import unicodedata

from trato.kernel.pinyin import pinyin

#: Stored sort keys are never longer than this.
LONGEST_KEY = 400

_SPECIAL = str.maketrans("øłđıðħŧ\u2018\u2019\u02bc\u2010\u2011\u2013", "oldidht'''---") | str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
_ASCII_CONTROLS = dict.fromkeys([*range(9), *range(14, 28), 127])
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")


def fold(text: str) -> str:
    """The text without case, accents, controls and superfluous white space."""
    if text.isascii():
        if not text.isprintable():
            text = text.translate(_ASCII_CONTROLS)
        return " ".join(text.lower().split())
    return _without_accents(_decomposed(text))


def sort_key(text: str) -> str:
    """What is stored to sort by, in byte order: ñ after n, Chinese by its pronunciation."""
    if text.isascii():
        return fold(text)[:LONGEST_KEY]
    # Only the beginning can matter: a megabyte of notes must not cost a megabyte of folding.
    text = text[: 4 * LONGEST_KEY]
    decomposed = _decomposed(text)
    folded = _without_accents(decomposed)
    part = _without_accents(decomposed.replace("n\u0303", "n~"))
    if _HAN.search(part):
        part = " ".join(_HAN.sub(_pinyin, part).split())
    return (part if part == folded else f"{part}\x1f{folded}")[:LONGEST_KEY]


def _decomposed(text: str) -> str:
    # Twice: decomposing can bring capitals to light (the sign ℡), and folding case can bring accents (İ).
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())


def _without_accents(decomposed: str) -> str:
    plain = "".join(character for character in decomposed if not _vanishes(character)).translate(_SPECIAL)
    return " ".join(unicodedata.normalize("NFC", plain).split())


def _vanishes(character: str) -> bool:
    if character.isascii():
        return (character < " " and not character.isspace()) or character == "\x7f"
    # Marks of these classes are accents, Hebrew points and Arabic vowels. The others (Devanagari vowels, the
    # voicing of kana, Thai vowels) are letters in their own right.
    combining = unicodedata.combining(character)
    if combining:
        return combining >= 200 or 10 <= combining <= 36
    return unicodedata.category(character) in ("Cc", "Cf", "Cs") and not character.isspace()


def _pinyin(run: re.Match[str]) -> str:
    return f" {pinyin(run[0])} "

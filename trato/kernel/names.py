"""The names of people: given names and family names, as far as a text tells them."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
# Words that belong to the word beside them; a name with one of them takes the careful path.
_PARTICLES = frozenset(
    [
        *(
            "al",
            "ap",
            "ben",
            "bin",
            "bint",
            "da",
            "dal",
            "das",
            "de",
            "degli",
            "dei",
            "del",
            "della",
            "delle",
        ),
        *("den", "der", "des", "di", "do", "dos", "du", "e", "el", "ibn", "la", "las", "le", "les", "lo"),
        *(
            "los",
            "mac",
            "san",
            "santa",
            "st",
            "ste",
            "ter",
            "van",
            "vel",
            "von",
            "vom",
            "y",
            "zu",
            "zum",
            "zur",
        ),
    ]
)
_TITLES = frozenset(
    [
        *("mr", "mrs", "ms", "miss", "mx", "dr", "dra", "prof", "professor", "sir", "dame", "lord", "lady"),
        *(
            "sr",
            "sra",
            "srta",
            "don",
            "dona",
            "herr",
            "frau",
            "mme",
            "mlle",
            "rev",
            "hon",
            "capt",
            "col",
            "gen",
        ),
        *("jr", "ii", "iii", "iv", "phd", "md", "mba", "cpa", "esq", "dds", "jd", "king", "queen", "prince"),
        *("president", "judge", "doctor", "father", "sister", "brother", "uncle", "aunt", "major", "captain"),
    ]
)
_SPECIAL = _PARTICLES | _TITLES
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f\u3005]+")
_HANGUL = re.compile(r"[\uac00-\ud7af]+")
_KANA = re.compile(r"[\u3040-\u30ff]")
_EAST_ASIAN = re.compile(
    r"[\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003134f \u3000]+"
)
# In a foreign name written in Chinese or Japanese the given name comes first, before such a dot.
_MIDDLE_DOT = re.compile(r"[\u00b7\u2022\u2027\u30fb\uff65]")
_COMPOUND = frozenset(
    [
        *(
            "欧阳",
            "歐陽",
            "上官",
            "司马",
            "司馬",
            "诸葛",
            "諸葛",
            "司徒",
            "慕容",
            "皇甫",
            "尉迟",
            "尉遲",
            "公孙",
            "公孫",
        ),
        *(
            "令狐",
            "长孙",
            "長孫",
            "宇文",
            "夏侯",
            "东方",
            "東方",
            "独孤",
            "獨孤",
            "南宫",
            "南宮",
            "端木",
            "百里",
            "西门",
        ),
        *(
            "西門",
            "申屠",
            "轩辕",
            "軒轅",
            "呼延",
            "澹台",
            "澹臺",
            "司空",
            "太史",
            "钟离",
            "鍾離",
            "闻人",
            "聞人",
            "拓跋",
        ),
        *("남궁", "황보", "제갈", "사공", "선우", "서문", "독고"),
    ]
)
_LONGEST_CHINESE, _LONGEST_NAME = 4, 200


def split_name(full: str) -> tuple[str, str]:
    """The given and the family names; what belongs to neither (a title) is left out."""
    full = " ".join(full[:_LONGEST_NAME].split())
    words = full.split(" ")
    if not full.isascii() and _EAST_ASIAN.fullmatch(full):
        return _split_east_asian(words)
    if all(_WORD.fullmatch(word) and word.lower() not in _SPECIAL for word in words):
        return (" ".join(words[:-1]), words[-1]) if len(words) > 1 else (full, "")
    if not full.isascii() and _MIDDLE_DOT.search(full):
        given, _dot, family = _MIDDLE_DOT.sub("·", full).rpartition("·")
        return given.strip(), family.strip()
    return _split_carefully(full) if len(words) > 1 else (full, "")


def initials(name: str) -> str:
    """One or two letters for a picture of somebody: JV for Juan de la Vega, 王 for 王伟."""
    first, last = split_name(name)
    if _EAST_ASIAN.match(last):
        return last[0]
    letters = [next((letter for letter in part if letter.isalnum()), "") for part in (first, _core(last))]
    return "".join(letters).upper() or name.strip()[:1]


def _core(family: str) -> str:
    words = family.split()
    return next((word for word in words if word.lower() not in _PARTICLES), family)


def _split_east_asian(words: list[str]) -> tuple[str, str]:
    if len(words) > 1:
        return " ".join(words[1:]), words[0]
    name = words[0]
    if _KANA.search(name):
        # A Japanese family name is mostly written in Han characters, and many given names in kana.
        family = _HAN.match(name)
        return (name[family.end() :], family[0]) if family else (name, "")
    if len(name) > _LONGEST_CHINESE or len(name) < 2 or not (_HAN.fullmatch(name) or _HANGUL.fullmatch(name)):
        return name, ""
    length = 2 if len(name) > 2 and name[:2] in _COMPOUND else 1
    return name[length:], name[:length]


def _split_carefully(full: str) -> tuple[str, str]:
    from nameparser import HumanName

    words = full.split(" ")
    if len(words) == 2 and words[0] in _PARTICLES:
        return "", full
    name = HumanName(full)
    nickname = f'"{name.nickname}"' if name.nickname else ""
    first = " ".join(part for part in (name.first, name.middle, nickname) if part)
    last = " ".join(part for part in (name.last, name.suffix) if part)
    return (first, last) if name.first or name.last else (full, "")


def join_name(first: str, last: str) -> str:
    """The whole name: family name first, without a space, where it is written so."""
    first, last = first.strip(), last.strip()
    if first and last and _EAST_ASIAN.fullmatch(first + last):
        return f"{last}{first}"
    return f"{first} {last}".strip()

"""How Chinese is pronounced, so that it can be sorted."""

from __future__ import annotations

import os
import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# Characters with several readings, in words that names of companies and places are made of.
_WORDS = {
    "银行": "yin hang", "銀行": "yin hang", "行业": "hang ye", "行業": "hang ye", "商行": "shang hang",
    "车行": "che hang", "重庆": "chong qing", "重慶": "chong qing", "厦门": "xia men", "廈門": "xia men",
    "成都": "cheng du", "都市": "du shi", "首都": "shou du", "六安": "lu an", "蚌埠": "beng bu",
    "番禺": "pan yu", "佛山": "fo shan", "铅山": "yan shan", "西藏": "xi zang", "宝藏": "bao zang",
    "音乐": "yin yue", "音樂": "yin yue", "乐器": "yue qi", "会计": "kuai ji", "會計": "kuai ji",
    "率先": "shuai xian", "模具": "mu ju", "角色": "jue se", "校对": "jiao dui", "弹簧": "tan huang",
    "大夫": "dai fu",
}  # fmt: skip
# Read differently from what the dictionary puts first.
_CHARACTERS = {"长": "chang", "長": "chang", "晟": "sheng", "莘": "xin", "覃": "qin", "曾": "zeng"}
# Read differently only as a family name.
_FAMILY_NAMES = {
    "单": "shan", "單": "shan", "解": "xie", "仇": "qiu", "查": "zha", "朴": "piao", "盖": "ge", "蓋": "ge",
    "区": "ou", "區": "ou", "乐": "yue", "樂": "yue", "缪": "miao", "繆": "miao", "翟": "zhai", "员": "yun",
    "种": "chong", "卜": "bu", "繁": "po", "隗": "wei", "洗": "xian", "秘": "bi", "召": "shao", "薄": "bo",
}  # fmt: skip
_SPECIAL = re.compile(f"({'|'.join([*_WORDS, *_CHARACTERS])})")
_READINGS = _WORDS | _CHARACTERS
#: A longer run of characters is hardly the name of a person.
_LONGEST_PERSON = 3


def pinyin(run: str) -> str:
    """The syllables of a run of Chinese characters, without tones, separated by spaces."""
    family = _FAMILY_NAMES.get(run[0]) if len(run) <= _LONGEST_PERSON else None
    syllables = [family] if family else []
    for part in _SPECIAL.split(run[1:] if family else run):
        if part:
            syllables += [_READINGS[part]] if part in _READINGS else _read()(part)
    return " ".join(syllables)


@cache
def _read() -> Callable[[str], list[str]]:
    # Its dictionary of phrases takes 45 MB in each process; our few words stand in for it.
    name = "PYPINYIN_NO_PHRASES"
    before = os.environ.get(name)
    os.environ[name] = "true"
    try:
        from pypinyin import lazy_pinyin
    finally:
        if before is None:
            del os.environ[name]
    return lazy_pinyin

from __future__ import annotations

import os

import pytest

from trato.kernel.pinyin import pinyin


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("王伟", "wang wei"),
        ("曾", "zeng"),
        ("单", "shan"),
        ("单小龙", "shan xiao long"),
        ("单位有限公司", "dan wei you xian gong si"),
        ("重庆银行", "chong qing yin hang"),
        ("长城汽车", "chang cheng qi che"),
        ("欧阳", "ou yang"),
        ("绿", "lv"),
    ],
)
def test_pinyin(text: str, syllables: str) -> None:
    assert pinyin(text) == syllables


def test_the_environment_is_left_as_it_was() -> None:
    pinyin("王")
    assert "PYPINYIN_NO_PHRASES" not in os.environ

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.kernel.text import LONGEST_KEY, fold, sort_key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("  Acme\t Corporation \n", "acme corporation"),
        ("Müller", "muller"),
        ("José Ñandú", "jose nandu"),
        ("Straße", "strasse"),
        ("ŁÓDŹ Ørsted Đuro", "lodz orsted duro"),
        ("Æther œuvre Þór", "aether oeuvre thor"),
        ("İstanbul ısı", "istanbul isi"),
        ("Ａｃｍｅ ①", "acme 1"),
        ("nul\x00l and\x07 bell\x7f", "null and bell"),
        ("soft\u00adhyphen\u200b", "softhyphen"),
        ("lone \ud800 half", "lone half"),
        ("O\u2019Brien", "o'brien"),
        ("한국", "한국"),
        ("がぎ", "がぎ"),
        ("हिन्दी", "हिन्दी"),
        ("مُحَمَّد", "محمد"),
        ("no\u00a0break", "no break"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_the_fast_path_gives_what_the_slow_one_gives(text: str) -> None:
    assert fold(text) == fold(f"{text}\u200b")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", ""),
        ("  Acme\x00 Co", "acme co"),
        ("Müller", "muller"),
        ("Ñandú", "n~andu\x1fnandu"),
        ("王伟", "wang wei\x1f王伟"),
        ("Acme公司", "acme gong si\x1facme公司"),
        ("重庆", "chong qing\x1f重庆"),
    ],
)
def test_sort_key(text: str, key: str) -> None:
    assert sort_key(text) == key


def test_byte_order_of_sort_keys_is_what_people_expect() -> None:
    names = ["Zoe", "Ñu", "nz", "Nadal", "Ōta", "陈", "李", "王", "Álvaro", "alba"]
    in_order = ["alba", "Álvaro", "陈", "李", "Nadal", "nz", "Ñu", "Ōta", "王", "Zoe"]
    assert sorted(names, key=lambda name: sort_key(name).encode()) == in_order


def test_sort_key_is_cut() -> None:
    assert sort_key("x" * 10_000) == "x" * LONGEST_KEY
    assert len(sort_key("王" * 100_000)) == LONGEST_KEY

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.kernel.names import initials, split_name


@pytest.mark.parametrize(
    ("full", "first", "last"),
    [
        ("", "", ""),
        ("Ana", "Ana", ""),
        ("Ana López", "Ana", "López"),
        ("  Ana   María  López ", "Ana María", "López"),
        ("Mary-Jane O'Neil", "Mary-Jane", "O'Neil"),
        ("Dr. Juan de la Vega, Jr.", "Juan", "de la Vega Jr."),
        ("Vega, Juan", "Juan", "Vega"),
        ("de la Vega, Juan Q.", "Juan Q.", "de la Vega"),
        ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
        ("van Gogh", "", "van Gogh"),
        ("María de los Ángeles López", "María", "de los Ángeles López"),
        ("Prof. Dr. Hans Müller", "Hans", "Müller"),
        ("Mr. Smith", "", "Smith"),
        ("J. R. R. Tolkien", "J. R. R.", "Tolkien"),
        ("John 'Jack' Kennedy", 'John "Jack"', "Kennedy"),
        ("Jack Ma", "Jack", "Ma"),
        ("Иван Петров", "Иван", "Петров"),
        ("王伟", "伟", "王"),
        ("王小伟", "小伟", "王"),
        ("欧阳涛", "涛", "欧阳"),
        ("欧阳娜娜", "娜娜", "欧阳"),
        ("王 伟", "伟", "王"),
        ("约翰·史密斯", "约翰", "史密斯"),
        ("山田 太郎", "太郎", "山田"),
        ("田中さくら", "さくら", "田中"),
        ("김민수", "민수", "김"),
        ("北京软件有限公司", "北京软件有限公司", ""),
        ("ana@acme.co", "ana@acme.co", ""),
    ],
)
def test_split_name(full: str, first: str, last: str) -> None:
    assert split_name(full) == (first, last)


def test_plain_names_do_not_load_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nameparser", None)
    assert split_name("Darcel Schlecht") == ("Darcel", "Schlecht")
    assert split_name("José Ángel Núñez") == ("José Ángel", "Núñez")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Inés Ferrer", "IF"),
        ("Juan de la Vega", "JV"),
        ("王伟", "王"),
        ("欧阳涛", "欧"),
        ("ana", "A"),
        ("", ""),
        ("42", "4"),
        ("★", "★"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


@given(st.text(max_size=40))
def test_any_text_is_split(text: str) -> None:
    assert len(split_name(text)) == 2
    assert isinstance(initials(text), str)

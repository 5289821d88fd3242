from __future__ import annotations

import pytest

from trato.kernel.cells import joined, parted


@pytest.mark.parametrize(
    ("texts", "cell"),
    [
        ([], ""),
        (["Acme"], "Acme"),
        (["Acme", "Beta"], "Acme; Beta"),
        (["Smith; Sons", "Acme"], r"Smith\; Sons; Acme"),
        ([";", ";;"], r"\;; \;\;"),
        (["C:\\", "D:\\"], "C:\\\\; D:\\"),
        ([r"a\;b", "c\\\\", "d"], r"a\\\;b; c\\\\; d"),
    ],
)
def test_what_is_joined_is_parted_into_the_same(texts: list[str], cell: str) -> None:
    assert joined(texts) == cell
    assert parted(cell) == texts


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        ("Acme;Beta ;; Gamma;", ["Acme", "Beta", "Gamma"]),
        (r"C:\temp; D\E", [r"C:\temp", r"D\E"]),
        ("C:\\\\", ["C:\\\\"]),
    ],
)
def test_a_file_of_another_program_is_read_as_it_is(cell: str, texts: list[str]) -> None:
    assert parted(cell) == texts


def test_other_marks() -> None:
    assert joined(["red", "gold, silver"], ",") == r"red, gold\, silver"
    assert parted(r"red, gold\, silver", ",") == ["red", "gold, silver"]
    assert joined(["a, b", "c; d"], also=",") == r"a\, b; c\; d"
    assert parted(r"a\, b; c\; d, e", also=",") == ["a, b", "c; d, e"]
    assert parted(r"a\, b; c\; d, e", ";,") == ["a, b", "c; d", "e"]

"""How the room of a list is shared out."""

from __future__ import annotations

from typing import Any

from trato.workspace.widths import widen


def shares(*lengths: int) -> list[int]:
    """The hundredths of columns of texts of these lengths."""
    columns: list[dict[str, Any]] = [
        {"name": f"c{at}", "label": "", "size": "name" if at == 0 else "", "width": None}
        for at, _length in enumerate(lengths)
    ]
    widen(columns, [{"cells": ["x" * length for length in lengths]}], {})
    return [column["share"] for column in columns]


def test_where_there_is_room_every_column_has_what_it_asks_for() -> None:
    assert shares(26, 26, 26) == [33, 33, 33]


def test_where_room_is_scarce_the_others_yield_to_the_name() -> None:
    assert shares(40, 40, 40, 40) == [27, 24, 24, 24]


def people(*, text: int, label: str = "Owner", **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The first and the last column of a list of names of so many signs and of their people."""
    columns: list[dict[str, Any]] = [
        {"name": "name", "label": "Name", "size": "name", "width": None},
        {"name": "firm", "label": "Company", "size": "firm", "width": None},
        {"name": "text", "label": "Job title", "size": "", "width": None},
        {"name": "owner", "label": label, "size": "l", "width": None, "wide": True, **more},
    ]
    cells = ["x" * text, "x" * text, "x" * text, {"kind": "person", "text": "Ana Gil"}]
    widen(columns, [{"cells": cells}], {})
    return columns[0], columns[3]


def test_a_small_laptop_has_less_room_than_a_large_one() -> None:
    assert [people(text=22)[0][name] for name in ("tight", "snug")] == [False, False]
    assert [people(text=38)[0][name] for name in ("tight", "snug")] == [False, True]
    assert [people(text=44)[0][name] for name in ("tight", "snug")] == [True, True]


def test_people_whom_a_narrow_list_hides_are_faces_before() -> None:
    """Under a head that needs more room they have it; what is sorted by says its names."""
    assert people(text=38)[1]["faces"] == "faces"
    assert people(text=38, label="Responsable")[1]["faces"] == "faces headed"
    assert "faces" not in people(text=38, wide=False)[1]
    assert "faces" not in people(text=38, sorted="ascending")[1]


def firsts(kind: str) -> int:
    """The share of the first of two columns: a tenth of its cells are long."""
    columns: list[dict[str, Any]] = [
        {"name": f"c{at}", "label": "", "size": "name" if at == 0 else "", "width": None} for at in range(2)
    ]
    texts = ["x" * (40 if at > 7 else 20) for at in range(10)]
    rows = [{"cells": [{"kind": kind, "text": text} if kind else text, "y" * 20]} for text in texts]
    widen(columns, rows, {})
    return int(columns[0]["share"])


def test_a_few_long_titles_leave_room_for_what_stands_beside_them() -> None:
    assert firsts("") == 50
    assert firsts("person") == 67


def test_a_person_of_twelve_signs_has_room_for_all_of_them() -> None:
    def size(name: str) -> str:
        columns: list[dict[str, Any]] = [
            {"name": "name", "label": "Name", "size": "name", "width": None},
            {"name": "owner", "label": "Owner", "size": "l", "width": None},
            {"name": "last", "label": "Last", "size": "", "width": None},
        ]
        widen(columns, [{"cells": ["x", {"kind": "person", "text": name}, "x"]}], {})
        return str(columns[1]["size"])

    assert [size("Ana Gil"), size("Amara Diallo")] == ["ml", "l"]


def test_short_titles_are_whole_however_few_are_as_long() -> None:
    columns: list[dict[str, Any]] = [
        {"name": f"c{at}", "label": "", "size": "name" if at == 0 else "", "width": None} for at in range(2)
    ]
    lengths = (12, 14, 13, 14, 15, 12, 13, 14, 12, 20, 21)
    widen(columns, [{"cells": ["x" * length, "y" * 21]} for length in lengths], {})
    assert [column["share"] for column in columns] == [50, 50]

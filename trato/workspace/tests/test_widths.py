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

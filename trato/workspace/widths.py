"""How wide a list's columns stand: by what they hold, so that little ends in dots while there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: An amount of more signs needs a wide column.
LONG = 10
#: A sum beside another one needs a wide column from so many signs on, and a wider one.
LONG_FOOT, LONGER_FOOT = 11, 16
#: A choice's chip, and a day, of more signs needs a wide column.
LONG_SHORT = {"choice": 10, "time": 12}
#: Heads of more signs need a wider column than theirs.
LONG_HEADS = (("s", 10, "m"), ("m", 14, "l"), ("l", 18, "xl"))
#: Texts of more signs end in dots in a column of no certain width.
LONG_TEXT = 17
#: No sign before this one is wide: the first of Hangul.
FIRST_WIDE = "\u1100"
#: About how many hundredths of the page each size takes; what has none takes its share of what is left.
TAKES = {"s": 7, "m": 9, "l": 12, "t": 13, "firm": 16, "xl": 16, "next": 16, "phone": 13, "long": 21}
#: While the others leave so much, the name takes all that is left.
ROOM = 72
#: While they leave so much, long texts get more of it.
AMPLE = 68


def give_the_name_what_is_left(columns: list[dict[str, Any]]) -> None:
    """Names are read first: where the others leave room, they end in dots last."""
    name, *others = columns
    sizes = [one["size"] or "t" for one in others]
    if name["size"] == "name" and sum(TAKES[size] for size in sizes) <= ROOM:
        name["size"] = "rest"
        for one, size in zip(others, sizes, strict=True):
            one["size"] = size


def widen(columns: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]], feet: Mapping[str, Any]) -> None:
    """Amounts, days, choices and heads must not end in dots: a column of long ones, or with a long sum, is
    wide from the start. Long texts get room that the name can spare.
    """
    for before, column in zip([{}, *columns], columns, strict=False):
        foot = feet.get(column["name"]) if before.get("name") in feet else None
        length = max((len(f"{foot['label']} {foot['text']}"), len(foot["average"]) + 8)) if foot else 0
        if length > LONG_FOOT:
            column["size"] = "xl" if length > LONGER_FOOT else "l"
    for at, column in enumerate(columns):
        for size, most, wider in LONG_HEADS:
            if column["size"] == size and signs(column["label"]) > most:
                column["size"] = wider
        if column["size"] == "m" and _is_long(column, (row["cells"][at] for row in rows)):
            column["size"] = "l"
    if columns and columns[0]["size"] == "rest":
        _give_long_texts_more(columns, rows)


def signs(text: str) -> int:
    """How much room a text takes, in narrow signs: those of Chinese, Japanese and Korean count for two."""
    if text.isascii() or max(text) < FIRST_WIDE:
        return len(text)
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _is_long(column: Mapping[str, Any], cells: Iterable[Any]) -> bool:
    """Whether a cell of a narrow column would end in dots."""
    known = [(cell["kind"], _said(cell)) for cell in cells if isinstance(cell, dict)]
    if column["numeric"]:
        return any(len(text) > LONG for _kind, text in known)
    return any(signs(text) > LONG_SHORT.get(kind, LONG_SHORT["time"]) for kind, text in known)


def _give_long_texts_more(columns: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]]) -> None:
    """From the left on, while the name keeps what it needs."""
    taken = sum(TAKES.get(column["size"], 0) for column in columns)
    for at, column in enumerate(columns):
        more = TAKES["long"] - TAKES.get(column["size"], 0)
        if column["size"] not in {"t", "firm"} or taken + more > AMPLE:
            continue
        if any(signs(_said(row["cells"][at])) > LONG_TEXT for row in rows):
            column["size"] = "long"
            taken += more


def _said(cell: Any) -> str:
    """The text of a cell; of several the first, and how many more there are."""
    if not isinstance(cell, dict):
        return str(cell or "")
    several = cell.get("parts") or cell.get("links") or ()
    more = " +1" if len(several) > 1 else ""
    return f"{_said(several[0])}{more}" if several else str(cell.get("text") or "")

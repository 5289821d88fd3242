"""How wide a list's columns stand: by what they hold, so that little ends in dots while there is room.

Amounts, days, choices and people have sizes of their own. Names and texts share what those leave: each has a
share in hundredths, by what most of its cells need. A narrow list, where some columns hide, is shared out by
the same shares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: An amount of more signs needs a wider column, and a wide one.
LONG, LONGER = 10, 13
#: A sum beside another one needs a wide column from so many signs on, and a wider one.
LONG_FOOT, LONGER_FOOT = 11, 16
#: A choice's chip, and a day, of more signs needs a wide column.
LONG_SHORT = {"choice": 10, "time": 12}
#: A person, a stage and a telephone of no more signs are content with a narrower column.
SHORT = {"person": ("l", 11, "ml"), "stage": ("l", 12, "ml"), "phone": ("phone", 17, "tel")}
#: Heads of more signs need a wider column than theirs.
LONG_HEADS = (("s", 10, "m"), ("m", 14, "l"), ("l", 18, "xl"))
#: Over pictures alone a head of more signs needs more than they do.
SHORT_HEAD = 6
#: No sign before this one is wide: the first of Hangul.
FIRST_WIDE = "\u1100"
#: Sizes of the columns that share what the others leave.
SHARING = {"name", "firm", ""}
#: What a column needs beside its text, in signs: edges; a portrait; that there are more; the mark of sorting.
EDGES, PORTRAIT, MORE, SORTED = 4, 4, 4, 3
#: The sizes in rem, with the boxes that choose rows; what a page gives to a list; the least share; a sign.
REMS = {"xs": 4.5, "s": 6, "m": 7.25, "ml": 8.25, "l": 9.25, "tel": 9.25, "phone": 10.5, "xl": 12, "next": 12}
BOXES, PAGE, LEAST_SHARE, SIGN = 2.75, 74, 7, 0.44
#: What the page of a small laptop gives to it.
SMALL_PAGE = 65
#: How many hundredths of the cells must not end in dots: titles are read first, and people and firms whole.
MOST, MOST_TITLES, MOST_NAMES = 75, 80, 90
#: A title of no more signs is read whole, however few are as long.
SHORT_TITLE = 22
#: The least and the most that a column asks for, in signs.
LEAST, GREATEST = 14, 44
#: What is left at least of what the others ask for where names would be cut, in hundredths.
YIELD = 75


def widen(columns: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]], feet: Mapping[str, Any]) -> None:
    """Amounts, days, choices and heads must not end in dots: a column of long ones, or with a long sum, is
    wide from the start. Names and texts share the rest, unless the reader gave widths.
    """
    for before, column in zip([{}, *columns], columns, strict=False):
        foot = feet.get(column["name"]) if before.get("name") in feet else None
        length = _foot_signs(foot) if foot else 0
        if length > LONG_FOOT:
            column["size"] = "xl" if length > LONGER_FOOT else "l"
    for at, column in enumerate(columns):
        cells = [row["cells"][at] for row in rows]
        shown = [cell for cell in cells if isinstance(cell, dict)]
        _fit(column, shown, is_last=column is columns[-1])
        if column["size"] == "l" and any(one.get("within") for one in shown):
            column["size"] = "xl"  # a stage beside its pipeline
        _show_faces(column, shown)
    if not any(column.get("width") for column in columns):
        _share(columns, rows)


def _foot_signs(foot: Mapping[str, str]) -> int:
    """The longest of a foot's lines; all but the first are small."""
    small = len(foot["average"]) + 8, len(foot.get("weighted", "")) - 2
    return max(len(f"{foot['label']} {foot['text']}"), *small)


def signs(text: str) -> int:
    """How much room a text takes, in narrow signs: those of Chinese, Japanese and Korean count for two."""
    if text.isascii() or max(text) < FIRST_WIDE:
        return len(text)
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _fit(column: dict[str, Any], cells: Sequence[dict[str, Any]], *, is_last: bool) -> None:
    """A column with a size of its own takes the next one where it is too narrow, or has too much."""
    for size, most, wider in LONG_HEADS:
        if column["size"] == size and signs(column["label"]) > most:
            column["size"] = wider
    for kind, (size, most, narrower) in SHORT.items():
        if column["size"] == size and cells and not is_last and all(one["kind"] == kind for one in cells):
            is_short = max(signs(_said(one)) for one in cells) <= most and signs(column["label"]) <= most
            column["size"] = narrower if is_short else size
    if column["size"] == "m" and _is_long(column, cells):
        longest = max(len(_said(cell)) for cell in cells)
        column["size"] = "ml" if column.get("numeric") and longest <= LONGER else "l"


def _show_faces(column: dict[str, Any], cells: Sequence[dict[str, Any]]) -> None:
    """People whose column a narrow list hides are shown by their pictures alone before it comes to that."""
    if not cells or column.get("sorted") or not column.get("wide"):
        return
    if all(one["kind"] == "person" for one in cells):
        column["faces"] = "faces" if signs(column["label"]) <= SHORT_HEAD else "faces headed"


def _is_long(column: Mapping[str, Any], cells: Iterable[dict[str, Any]]) -> bool:
    """Whether a cell of a narrow column would end in dots."""
    known = [(cell["kind"], _said(cell)) for cell in cells]
    if column.get("numeric"):
        return any(len(text) > LONG for _kind, text in known)
    return any(signs(text) > LONG_SHORT.get(kind, LONG_SHORT["time"]) for kind, text in known)


def _share(columns: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]]) -> None:
    """Those that never hide have a hundred hundredths together, so that nothing is left in a narrow list;
    those that hide have as much beside them as they need. The page squeezes all of them alike; where they
    would be gone, the list scrolls sideways.
    """
    needs = {
        at: _need(column, [row["cells"][at] for row in rows], is_title=not at)
        for at, column in enumerate(columns)
        if column["size"] in SHARING
    }
    taken = BOXES + sum(REMS.get(column["size"], 0) for column in columns)
    columns[0]["crowded"] = taken + LEAST_SHARE * len(needs) > PAGE
    asked = taken + SIGN * sum(needs.values())
    columns[0]["tight"], columns[0]["snug"] = asked > PAGE, asked > SMALL_PAGE
    needs = _names_first(needs, (PAGE - taken) / SIGN)
    whole = sum(need for at, need in needs.items() if not columns[at].get("wide"))
    for at, need in needs.items():
        columns[at]["size"] = ""
        columns[at]["share"] = round(100 * need / (whole or need))


def _most(cells: Iterable[Any]) -> int:
    """How many of the names are read whole: of what people call their work, a longer one may end in dots."""
    return MOST_NAMES if any(isinstance(cell, dict) for cell in cells) else MOST_TITLES


def _names_first(needs: dict[int, int], room: float) -> dict[int, int]:
    """The needs in signs where the room is too small for all: the others yield to the first, the name."""
    others = sum(need for at, need in needs.items() if at)
    if not others or 0 not in needs or needs[0] + others <= room:
        return needs
    kept = max(YIELD, round(100 * (room - needs[0]) / others))
    return {at: need * kept // 100 if at else need for at, need in needs.items()}


def _need(column: Mapping[str, Any], cells: Sequence[Any], *, is_title: bool) -> int:
    """How many signs of room a column asks for: what most of its cells need, and its head."""
    lengths = sorted(_length(cell) for cell in cells if cell)
    most = _most(cells) if is_title else MOST
    typical = lengths[(len(lengths) - 1) * most // 100] if lengths else 0
    if is_title:
        typical = max([typical, *(length for length in lengths if length <= SHORT_TITLE)])
    head = signs(column["label"]) + (SORTED if column.get("sorted") else 0)
    return min(max(typical, head, LEAST), GREATEST) + EDGES


def _length(cell: Any) -> int:
    """What a cell takes, with what stands beside its text."""
    if not isinstance(cell, dict):
        return signs(str(cell))
    if "labels" in cell:
        return sum(signs(label) + MORE // 2 for label in cell["labels"])
    several = cell.get("parts") or cell.get("links") or ()
    kind = several[0]["kind"] if several else cell["kind"]
    is_marked = kind in {"person", "company"} or (several[0] if several else cell).get("glyph")
    portrait = PORTRAIT if is_marked else 0
    return signs(_said(several[0] if several else cell)) + portrait + (MORE if len(several) > 1 else 0)


def _said(cell: Any) -> str:
    """The text of a cell; of several the first, and how many more there are."""
    if not isinstance(cell, dict):
        return str(cell or "")
    several = cell.get("parts") or cell.get("links") or ()
    more = " +1" if len(several) > 1 else ""
    text = " ".join(str(cell[part]) for part in ("text", "within") if cell.get(part))
    return f"{_said(several[0])}{more}" if several else text

"""The rows of a table, in Python for the same reason as the values in them: the hottest page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from markupsafe import Markup, escape

from trato.web.values import shown

NUMERIC = frozenset({"money", "integer", "decimal", "number", "percent"})


def cell_class(column: Mapping[str, Any]) -> str:
    """The classes of a column's cells: how they align, and what they become on the phone."""
    numeric = column.get("kind") in NUMERIC or column.get("numeric")
    place = column.get("place") or "rest"
    quiet = "mute" if place == "rest" else ""
    return " ".join(
        filter(None, ["num" if numeric else "", str(place), quiet, "wide" if column.get("wide") else ""])
    )


def rows_html(
    columns: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]], *, pick: bool = True
) -> Markup:
    """Every row with its cells; the first cell is the link to the record."""
    opened = [f'<td class="{escape(cell_class(column))}" role="cell"' for column in columns]
    names = [column["name"] for column in columns]
    label = str(escape(gettext("Select %(name)s")))
    # Each part is escaped where it is put in.
    return Markup("".join(_row(row, opened, names, label if pick else "") for row in rows))  # noqa: S704


def _row(row: Mapping[str, Any], opened: Sequence[str], names: Sequence[str], label: str) -> str:
    selected = bool(row.get("selected"))
    number, cells = escape(row["id"]), row["cells"]
    chosen = ' aria-selected="true"' if selected else ""
    parts = [f'<tr role="row" data-id="{number}"{chosen}>']
    if label:
        checked = " checked" if selected else ""
        name = label % {"name": escape(row["label"])}
        parts.append(
            f'<td class="pick" role="cell"><input class="check" type="checkbox" name="ids" value="{number}"'
            f' aria-label="{name}"{checked}></td>'
        )
    panel = f' data-panel="{escape(row["panel"])}"' if row.get("panel") else ""
    edit = row.get("edit") or {}
    for at, (start, value) in enumerate(zip(opened, cells, strict=True)):
        url = edit.get(names[at])
        editable = f' data-edit="{escape(url)}"' if url else ""
        text = shown(value)
        link = f'<a href="{escape(row["url"])}"{panel}>{text}</a>' if at == 0 else text
        parts.append(f"{start}{editable}>{link}</td>")
    parts.append("</tr>\n")
    return "".join(parts)


def cell_html(column: Mapping[str, Any], value: Any, edit_url: str = "") -> Markup:
    """One cell alone: the answer to an edit in place."""
    text = '<td class="{}" role="cell"{}>{}</td>'
    edit = Markup(' data-edit="{}"').format(edit_url) if edit_url else ""
    return Markup(text).format(cell_class(column), edit, shown(value))  # noqa: S704

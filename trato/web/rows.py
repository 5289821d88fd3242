"""The rows of a table, in Python for the same reason as the values in them: the hottest page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from markupsafe import Markup

from trato.web.escaping import escaped
from trato.web.values import written

#: What one reads a row for; the other cells are quieter.
LOUD = frozenset({"name", "firm", "sum"})
NUMERIC = frozenset({"money", "integer", "decimal", "number", "percent"})


def cell_class(column: Mapping[str, Any]) -> str:
    """The classes of a column's cells: how they align, and what they become on the phone."""
    numeric = column.get("kind") in NUMERIC or column.get("numeric")
    place = column.get("place") or "rest"
    quiet = "" if place in LOUD else "mute"
    extra = [name for name in ("wide", "faces") if column.get(name)]
    return " ".join(filter(None, ["num" if numeric else "", str(place), quiet, *extra]))


def rows_html(
    columns: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]], *, pick: bool = True
) -> Markup:
    """Every row with its cells; the first cell is the link to the record."""
    opened = [_opened(column) for column in columns]
    label = escaped(gettext("Select %(name)s")) if pick else ""
    # Each part is escaped where it is put in.
    return Markup("".join([_row(row, opened, label) for row in rows]))  # noqa: S704


def amount_html(one: Mapping[str, Any]) -> str:
    """The attribute of a box that says what the bar adds up, such as "136000.00 EUR"."""
    return f' data-amount="{escaped(one["amount"])}"' if one.get("amount") else ""


def tick_html(one: Mapping[str, Any]) -> str:
    """The round button that finishes a record; what is done already shows that, and any other keeps its room.

    It belongs to the page's form "ticks", which is sent to the button's own address.
    """
    tick = one.get("tick")
    if not tick:
        return ""
    url, hint = escaped(tick["url"]), escaped(tick["hint"])
    if tick["done"]:
        return f'<span class="finish done" role="img" aria-label="{hint}" title="{hint}"></span>'
    if not url:
        return '<span class="finish"></span>'
    return (
        f'<button class="finish" type="submit" form="ticks" name="here" value="1" formaction="{url}"'
        f' hx-post="{url}" hx-target="#dialogs" hx-swap="none" aria-label="{hint}" title="{hint}"></button>'
    )


def _opened(column: Mapping[str, Any]) -> str:
    """The start of each of a column's cells."""
    edited = f' data-edit="{escaped(column["name"])}"' if column.get("editable") else ""
    return f'<td class="{escaped(cell_class(column))}" role="cell"{edited}>'


def _row(row: Mapping[str, Any], opened: Sequence[str], label: str) -> str:
    selected = bool(row.get("selected"))
    number, url = escaped(row["id"]), escaped(row["url"])
    chosen = ' aria-selected="true"' if selected else ""
    record = f' data-record="{escaped(row["record"])}"' if row.get("record") else ""
    parts = [f'<tr role="row" data-id="{number}"{record}{chosen}>']
    if label:
        checked = " checked" if selected else ""
        name = label % {"name": escaped(row["label"])}
        parts.append(
            f'<td class="pick" role="cell"><input class="check" type="checkbox" name="ids" value="{number}"'
            f' aria-label="{name}"{amount_html(row)}{checked}></td>'
        )
    panel = f' data-panel="{escaped(row["panel"])}"' if row.get("panel") else ""
    first, *others = row["cells"]
    parts.append(f'{opened[0]}{tick_html(row)}<a href="{url}"{panel}>{written(first)}</a></td>')
    parts += [f"{start}{written(value)}</td>" for start, value in zip(opened[1:], others, strict=True)]
    parts.append("</tr>\n")
    return "".join(parts)

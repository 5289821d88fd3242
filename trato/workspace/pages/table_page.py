"""The editor of a table that a record keeps: a line of controls for each of its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from trato.records import access
from trato.records.fields.table import TableField
from trato.workspace import controls
from trato.workspace.pages.fields import MOST_LISTED, control, options
from trato.workspace.pages.lines_page import FRESH, bare_page, mark
from trato.workspace.reader import capitalized

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from trato.accounts.actor import Actor
    from trato.records.errors import RecordError
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.rows import Row

MOST_SENT = 400


@dataclass
class TablePage:
    """What the editor's template shows."""

    url: str
    record_url: str
    title: str
    icon: str
    label: str
    may_edit: bool
    columns: list[dict[str, str]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    fresh: dict[str, Any] = field(default_factory=dict)
    was: str = ""
    error: str = ""
    #: What is wrong with single parts, by the name of the control.
    wrong: dict[str, str] = field(default_factory=dict)

    def control_of(self, key: str, part: str) -> str:
        return f"{part or self.columns[0]['name']}-{key}"


def table_field(actor: Actor, record_type: RecordType) -> TableField | None:
    """The type's table, if it has one that this person may know."""
    known = access.readable_fields(actor, record_type).values()
    return next((one for one in known if isinstance(one, TableField)), None)


def columns_of(shown: TableField) -> list[list[Field]]:
    """The parts as columns: what goes along with another stands below it."""
    known = {part.name: part for part in shown.parts}
    below = {name for part in shown.parts for name in part.along}
    return [[part, *(known[name] for name in part.along)] for part in shown.parts if part.name not in below]


def table_page(actor: Actor, record_type: RecordType, row: Row, shown: TableField) -> TablePage:
    """The rows as they are."""
    bare = bare_page(actor, record_type, row, shown)
    url = f"{bare.record_url}/table"
    page = TablePage(url, bare.record_url, bare.title, bare.icon, bare.label, bare.may_edit)
    page.columns = [
        {"name": column[0].name, "label": capitalized(column[0].label)} for column in columns_of(shown)
    ]
    page.was = controls.digest(shown.to_json(row[shown.name]))
    lines = [
        {part.name: controls.shown(part, kept[part.name], "UTC") for part in shown.parts}
        for kept in shown.rows_of(row[shown.name])
    ]
    fill(page, actor, shown, lines)
    return page


def fill(
    page: TablePage,
    actor: Actor,
    shown: TableField,
    lines: Sequence[dict[str, Any]],
    error: RecordError | None = None,
) -> None:
    """The lines of controls, what is wrong with them, and an empty one at the end."""
    offered = {
        part.target: [(str(pk), label) for pk, label in options(actor, part.target, MOST_LISTED)]
        for part in shown.parts
        if part.target
    }
    keys = [f"l{place}" for place in range(len(lines))]
    page.rows = [_line(actor, shown, key, line, offered) for key, line in zip(keys, lines, strict=True)]
    page.fresh = _line(actor, shown, FRESH, _blank(shown), offered)
    if error is not None:
        mark(page, error, keys)


def _blank(shown: TableField) -> dict[str, Any]:
    return {part.name: controls.shown(part, part.default, "UTC") for part in shown.parts}


def _line(
    actor: Actor, shown: TableField, key: str, plain: dict[str, Any], offered: dict[str, Any]
) -> dict[str, Any]:
    cells = []
    for column in columns_of(shown):
        made = []
        for part in column:
            found = control(actor, part, plain[part.name], with_options=False)
            if part.target:
                found |= {"kind": "choice", "value": plain[part.name], "choices": offered[part.target]}
            made.append({**found, "name": f"{part.name}-{key}", "rows": 1, "placeholder": found["label"]})
        cells.append({"name": column[0].name, "controls": made, "text": _text(column, plain, offered)})
    return {"key": key, "cells": cells}


def _text(column: list[Field], plain: dict[str, Any], offered: dict[str, Any]) -> list[str]:
    """The same for those who only read it."""
    found = []
    for part in column:
        value = plain[part.name]
        text = dict(offered[part.target]).get(value, "") if part.target else part.to_text(value)
        found.append(capitalized(text) if part.kind == "choice" else str(text or ""))
    return [one for one in found if one]


def ordered(data: QueryDict) -> list[str]:
    """The keys of the lines that were sent, in their order; without scripts, one is moved or taken out."""
    keys = list(dict.fromkeys(data.getlist("line")[:MOST_SENT]))
    gone, up, down = (data.get(name, "") for name in ("remove", "up", "down"))
    keys = [key for key in keys if key != gone]
    for moved, step in ((up, -1), (down, 1)):
        if moved in keys:
            place = keys.index(moved)
            keys.insert(max(0, place + step), keys.pop(place))
    return keys


def sent_lines(shown: TableField, data: QueryDict) -> list[dict[str, str]]:
    """What the controls of each line sent; lines that say no more than the empty one are none."""
    lines = [
        {part.name: data.get(f"{part.name}-{key}", "").replace("\x00", "").strip() for part in shown.parts}
        for key in ordered(data)
    ]
    blank = _blank(shown)
    return [line for line in lines if any(line[name] not in {"", str(blank[name])} for name in line)]


def given_rows(shown: TableField, lines: Sequence[dict[str, str]]) -> list[dict[str, Any]]:
    """The rows as the field reads them."""
    return [{part.name: controls.given(part, line[part.name]) for part in shown.parts} for line in lines]

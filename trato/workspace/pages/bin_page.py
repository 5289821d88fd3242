"""The bin: every type that has one, a tab each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from trato.accounts.rights import Right
from trato.records import access, rows
from trato.web.components import ui
from trato.workspace.address import ListAddress
from trato.workspace.cells import Cells
from trato.workspace.columns import is_told, shown_fields, table_columns
from trato.workspace.reader import actor_in, capitalized, formats_for, record_url, types_on_screen
from trato.workspace.widths import widen

if TYPE_CHECKING:
    from django.http import HttpRequest

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

PAGE = 50
MOST_COLUMNS = 4
SAID = 99


@dataclass
class BinPage:
    """What the bin's template shows."""

    url: str
    tabs: list[dict[str, Any]] = field(default_factory=list)
    record_type: RecordType | None = None
    columns: list[dict[str, Any]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    more_url: str = ""

    @property
    def type_key(self) -> str:
        return self.record_type.key if self.record_type else ""


def binned_types(actor: Actor) -> list[RecordType]:
    """The types whose bin this person may empty or search."""
    return [
        one for one in types_on_screen(actor) if one.is_archivable and access.may(actor, one, Right.DELETE)
    ]


def bin_page(request: HttpRequest) -> BinPage:
    """One type's bin; the first that holds something unless the address says which."""
    actor = actor_in(request)
    formats = formats_for(actor)
    page = BinPage(reverse("workspace:bin"))
    counted = [(one, rows.count(actor, one.key, archived=True, cap=SAID)) for one in binned_types(actor)]
    filled = [one for one, count in counted if count.number]
    wanted = request.GET.get("type", "")
    types = [one for one, _count in counted]
    page.record_type = next((one for one in types if one.key == wanted), None) or next(
        iter([*filled, *types]), None
    )
    page.tabs = [
        {
            "label": capitalized(one.label_plural),
            "url": f"{page.url}?type={one.key}",
            "current": one is page.record_type,
            "count": formats.count(count.number, capped=count.capped),
        }
        for one, count in counted
        if count.number or one.key == wanted
    ]
    if page.record_type is not None:
        _fill(request, page, page.record_type, Cells(actor, formats))
    return page


def _fill(request: HttpRequest, page: BinPage, record_type: RecordType, cells: Cells) -> None:
    fields, _problem = shown_fields(cells.actor, record_type, None)
    fields = [one for one in fields if not is_told(one)][:MOST_COLUMNS]
    found = rows.read(
        cells.actor,
        record_type.key,
        columns=[*(one.name for one in fields), "updated_at"],
        sort="-updated_at",
        archived=True,
        limit=PAGE,
        after=request.GET.get("after"),
    )
    cells.look_up(fields, found.rows)
    page.columns = table_columns(fields, ListAddress(record_type.key), "")
    for column in page.columns:
        column["sort_url"] = ""
        column["place"] = {"act": ""}.get(column["place"], column["place"])
    page.columns += [
        {"name": "updated_at", "label": _("Put away"), "size": "l", "wide": True},
        {"name": "restore", "label": _("Bring back"), "size": "l", "place": "act"},
    ]
    for row in found.rows:
        named = record_type.called(row) if record_type.named_by else ""
        title = str(row[fields[0].name] or named or f"{capitalized(record_type.label)} {row.id}")
        when = {
            "kind": "time",
            "text": cells.formats.relative(row["updated_at"]),
            "hint": cells.formats.hint(row["updated_at"]),
        }
        shown = [cells.cell(one, row[one.name]) for one in fields[1:]]
        page.rows.append(
            {
                "id": row.id,
                "label": title,
                "url": record_url(record_type.key, row.id),
                "cells": [title, *shown, when, _way_back(request, page, row.id)],
            }
        )
    widen(page.columns, page.rows, {})
    if found.next:
        page.more_url = f"{page.url}?type={record_type.key}&after={found.next}"


def _way_back(request: HttpRequest, page: BinPage, pk: int) -> Markup:
    """The button that takes one record out of the bin."""
    asked = {"type": page.type_key, "step": "restore", "ids": pk}
    button: Markup = ui.post_button(
        _("Bring back"), page.url, get_token(request), icon="restore", fields=asked
    )
    return button

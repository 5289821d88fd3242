"""Parts of a record page that any type with the fields for them has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from trato.accounts.rights import Right
from trato.records import access
from trato.records.fields.lines import LinesField
from trato.records.fields.table import TableField
from trato.records.handover import USERS
from trato.records.panels import Panel
from trato.workspace.cells import Cells
from trato.workspace.pages.handover_page import work_panel
from trato.workspace.pages.lines_page import lines_field, lines_page
from trato.workspace.pages.relations_card import relations_card
from trato.workspace.pages.table_page import table_field, table_page
from trato.workspace.reader import actor_in, formats_for

if TYPE_CHECKING:
    from django.http import HttpRequest

    from trato.records.record_type import RecordType
    from trato.records.rows import Row


def has_lines(record_type: RecordType) -> bool:
    return any(isinstance(one, LinesField) for one in record_type.fields.values())


def lines(request: HttpRequest, record_type: RecordType, row: Row) -> str:
    """The lines with their editor."""
    shown = lines_field(actor_in(request), record_type)
    if shown is None:
        return ""
    page = lines_page(actor_in(request), record_type, row, shown)
    return render_to_string("workspace/parts/lines.html", {"page": page}, request)


def count(request: HttpRequest, record_type: RecordType, row: Row) -> int | None:
    shown = lines_field(actor_in(request), record_type)
    return None if shown is None else len(row[shown.name])


def work(request: HttpRequest, _record_type: RecordType, row: Row) -> str:
    """What a person has to do still, and for whoever has left, that it waits for somebody."""
    page = work_panel(actor_in(request), row.id)
    return render_to_string("workspace/parts/work.html", {"page": page}, request)


def is_relatable(record_type: RecordType) -> bool:
    return record_type.is_relatable


def relations(request: HttpRequest, record_type: RecordType, row: Row) -> str:
    """What the record is related to."""
    actor = actor_in(request)
    is_live = not row.is_archived and bool(access.reached_ids(actor, record_type, [row.id], Right.EDIT))
    card = relations_card(Cells(actor, formats_for(actor)), record_type, row, may_edit=is_live)
    return "" if card is None else render_to_string("workspace/parts/relations.html", {"card": card}, request)


def has_table(record_type: RecordType) -> bool:
    return any(isinstance(one, TableField) for one in record_type.fields.values())


def table(request: HttpRequest, record_type: RecordType, row: Row) -> str:
    """The rows with their editor."""
    shown = table_field(actor_in(request), record_type)
    if shown is None:
        return ""
    page = table_page(actor_in(request), record_type, row, shown)
    return render_to_string("workspace/parts/table.html", {"page": page}, request)


def table_count(request: HttpRequest, record_type: RecordType, row: Row) -> int | None:
    shown = table_field(actor_in(request), record_type)
    return None if shown is None else len(row[shown.name] or ())


PANELS = [
    Panel("lines", _("Line items"), "middle", lines, applies=has_lines, position=20, count=count),
    Panel("work", _("Responsible for"), "side", work, lambda record_type: record_type.key == USERS, 20),
    Panel("relations", _("Relations"), "side", relations, applies=is_relatable, position=2),
    Panel("table", _("Steps"), "middle", table, applies=has_table, position=5, count=table_count),
]

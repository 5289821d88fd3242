"""The rows of a list, in groups or not, with what stands at their foot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trato.records import access, filters, rows
from trato.records.errors import FilterError
from trato.records.filters.tree import EMPTY
from trato.records.values import Ref
from trato.web import looking
from trato.workspace.cells import Cells, is_nothing
from trato.workspace.chips import chips
from trato.workspace.pages.chosen_sum import amount_of
from trato.workspace.pages.finishing import Finishing
from trato.workspace.pages.groups import MOST_OPEN, Group, groups, within
from trato.workspace.pages.late import Days, names_to_read
from trato.workspace.pages.meant import meant
from trato.workspace.pages.standing import Standing
from trato.workspace.pages.totals import Foot, foot_of, totals
from trato.workspace.pages.weights import Weights
from trato.workspace.reader import actor_in, capitalized, formats_for
from trato.workspace.rendering import asks_fragment
from trato.workspace.widths import widen

if TYPE_CHECKING:
    from django.http import HttpRequest

    from trato.records.fields.base import Field
    from trato.records.filters import Node
    from trato.records.record_type import RecordType
    from trato.workspace.pages.list_page import ListPage

PAGE = 50
#: Rows that a page which looks anew by itself may have back at once.
MOST_AT_A_LOOK = 500


def fill(request: HttpRequest, page: ListPage, fields: list[Field], sort: str, by: Field | None) -> None:
    """Read the rows; a filter that cannot be understood shows its sentence and none."""
    actor, record_type = actor_in(request), page.record_type
    cells = Cells(actor, formats_for(actor))
    after, inside = request.GET.get("after"), request.GET.get("in", "")
    try:
        node: Node = filters.parse(page.words)
        page.chips = chips(cells, record_type, node, page.address) if node != EMPTY else []
        if by is not None and inside:
            node = within(node, by, inside)
        found = rows.read(
            actor,
            record_type.key,
            columns=_read(cells, record_type, fields),
            filter=node,
            sort=sort,
            limit=_rows_wanted(request),
            after=after,
        )
    except FilterError as error:
        page.error = capitalized(error.sentence)
        return
    weights, foot = Weights(cells, record_type, fields), None
    if after is None and not (inside and asks_fragment(request)):
        foot = foot_of(actor, record_type, fields, node, found, weights)
    page.rows = _shown(page, cells, fields, found.rows, weights, foot)
    if not (found.rows or after or inside or page.address.as_of):
        words = meant(actor, record_type, node)
        page.meant = (words[0], page.address.but(filter=words[1]).url()) if words else None
    if found.next:
        page.more_url = page.address.url(after=found.next, **{"in": inside})
    if foot is not None:
        page.totals = totals(cells, record_type, fields, foot, weights)
    if by is not None and not inside and after is None:
        page.groups = _groups(page, cells, fields, by, node, sort)
    widen(page.columns, page.rows, page.totals["cells"] if page.totals else {})


def _read(cells: Cells, record_type: RecordType, fields: list[Field]) -> list[str]:
    """What is shown, what tells that a day is over, where rows stand, what names a record whose title is
    only a remark, and what chosen rows come to.
    """
    known = access.readable_fields(cells.actor, record_type)
    more = record_type.named_by if set(record_type.named_by) <= known.keys() else ()
    standing = [*Standing(cells, record_type, fields).names, *Finishing(cells.actor, record_type).names]
    total = [record_type.main_total] if record_type.main_total in known else []
    weighed = [one.name for one in Weights(cells, record_type, fields).fields]
    names = [*names_to_read(cells.actor, record_type, fields), *standing, *more, *total, *weighed]
    return list(dict.fromkeys(names))


def _rows_wanted(request: HttpRequest) -> int:
    """A page of rows; as many as are there already, for a page that looks anew by itself."""
    return min(max(PAGE, looking.rows_there(request)), MOST_AT_A_LOOK)


def _shown(
    page: ListPage,
    cells: Cells,
    fields: list[Field],
    found: list[rows.Row],
    weights: Weights | None = None,
    foot: Foot | None = None,
) -> list[dict[str, Any]]:
    """The rows as they are written; the stages of what stands at their foot are looked up with theirs."""
    standing = Standing(cells, page.record_type, fields)
    wanted, also = [*fields, *standing.fields], list[Ref]()
    if weights is not None and foot is not None:
        wanted, also = [*wanted, *weights.fields], weights.places(foot.sums.get(weights.total, ()))
    cells.look_up(dict.fromkeys(wanted), found, also)
    standing.look_up(found)
    finishing = Finishing(cells.actor, page.record_type)
    finishing.look_up(found)
    shown = _Lines(page, cells, fields, standing).of(found)
    for row, one in zip(found, shown, strict=True):
        one["tick"] = finishing.tick(row, f"{page.list_url}{row.id}", one["label"])
    return shown


def _groups(
    page: ListPage, cells: Cells, fields: list[Field], by: Field, node: Node, sort: str
) -> list[Group]:
    """The groups; the first of them open while their rows fit a page."""
    found = groups(cells, page.record_type, by, fields, node)
    room = PAGE
    for place, group in enumerate(found):
        group.url = page.address.url(**{"in": group.key})
        if place >= MOST_OPEN or room <= 0:
            continue
        group.is_open = True
        part = rows.read(
            cells.actor,
            page.record_type.key,
            columns=_read(cells, page.record_type, fields),
            filter=within(node, by, group.key),
            sort=sort,
            limit=room,
        )
        group.rows = _shown(page, cells, fields, part.rows)
        group.more_url = page.address.url(after=part.next, **{"in": group.key}) if part.next else ""
        room -= len(group.rows)
    return found


class _Lines:
    """What the lines of one list have in common, found once for all of them."""

    def __init__(self, page: ListPage, cells: Cells, fields: list[Field], standing: Standing) -> None:
        self.page, self.cells, self.standing = page, cells, standing
        self.title, self.origin = fields[0], page.address.origin
        self.others = [(field.name, cells.writer(field)) for field in fields[1:]]
        self.days = None if page.address.as_of else Days(page.record_type, fields, cells.formats.today)

    def of(self, found: list[rows.Row]) -> list[dict[str, Any]]:
        """The lines of these rows; cells are written a column at a time, which is quicker."""
        columns = [
            [None if is_nothing(value := row.values_by_name[name]) else write(value) for row in found]
            for name, write in self.others
        ]
        if self.standing.at:  # it writes its column itself
            columns[self.standing.at - 1] = [self.standing.cell(row) for row in found]
        shown = list(map(list, zip(*columns, strict=True))) if columns else [[] for _row in found]
        return [self._line(row, cells) for row, cells in zip(found, shown, strict=True)]

    def _line(self, row: rows.Row, shown: list[Any]) -> dict[str, Any]:
        page, title = self.page, row.values_by_name[self.title.name]
        title = title or _called(page.record_type, row)
        label = title if isinstance(title, str) else str(self.cells.fact(self.title, title))
        portrait = page.record_type.portrait
        shown.insert(0, {"kind": portrait, "text": label} if portrait in {"person", "company"} else label)
        if self.days is not None:
            self.days.mark(row, shown)
        base = f"{page.list_url}{row.id}"
        return {
            "id": row.id,
            "label": label,
            "url": f"{base}{self.origin}",
            "panel": f"{base}/panel{self.origin}",
            "cells": shown,
            "record": base if page.may_change else "",
            "amount": amount_of(row, page.record_type.main_total),
        }


def _called(record_type: RecordType, row: Any) -> str:
    """What a record without a title is called: by what else names it, else by its number."""
    named = set(record_type.named_by) <= row.values_by_name.keys() and record_type.called(row)
    return named or f"{capitalized(record_type.label)} {row.id}"

"""The list of a type: everything its template shows, read with as few queries as rows do not multiply."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trato.records import access, filters, past, rows, snapshot
from trato.records.access import may_create
from trato.records.errors import FilterError
from trato.records.filters.tree import EMPTY
from trato.records.saved_views import VIEWS
from trato.workspace.address import ListAddress, settled
from trato.workspace.cells import Cells
from trato.workspace.chips import chips
from trato.workspace.columns import (
    MOST_AT_ONCE,
    field_named,
    is_sortable,
    is_told,
    shown_fields,
    table_columns,
)
from trato.workspace.favorites import is_favorite
from trato.workspace.pages.board_page import board_page, may_be_board
from trato.workspace.pages.bulk_bar import BulkBar, bulk_bar, move_field
from trato.workspace.pages.groups import Group, group_menu, grouping
from trato.workspace.pages.list_head import filter_bar, list_head
from trato.workspace.pages.list_rows import fill
from trato.workspace.pages.past_bar import PastBar, last_month_url, past_bar
from trato.workspace.pages.sorts import sort_lines
from trato.workspace.pages.view_page import ViewMenu, view_menu
from trato.workspace.reader import (
    actor_in,
    capitalized,
    formats_for,
    import_url,
    list_url,
    types_on_screen,
)
from trato.workspace.stand_in import places, put_into, shaped
from trato.workspace.views_of import MINE, default_view, saved_views, view_asked, view_tabs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from trato.records.fields.base import Field
    from trato.records.filters import Node
    from trato.records.record_type import RecordType
    from trato.web.frame import NavItem
    from trato.workspace.pages.board_page import BoardPage
    from trato.workspace.pages.record_page import RecordPage

COMFORTABLE, COMPACT = "comfortable", "compact"
BOARD = "board"


@dataclass
class ListPage:
    """What the list's template shows."""

    record_type: RecordType
    address: ListAddress
    #: The same with the stand-in for its filter, for what stands around the rows, and what goes there.
    shape: ListAddress
    title: str
    icon: str
    tabs: list[dict[str, Any]]
    places: dict[str, str] = field(default_factory=dict)
    words: str = ""
    error: str = ""
    problem: str = ""
    chips: list[dict[str, Any]] = field(default_factory=list)
    columns: list[dict[str, Any]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    sorts: list[dict[str, Any]] = field(default_factory=list)
    more_url: str = ""
    totals: dict[str, Any] | None = None
    create_url: str = ""
    create_label: str = ""
    create_icon: str = "plus"
    import_url: str = ""
    #: Where the records are to which these belong, for a type that is not made by itself.
    first_place: RecordType | None = None
    #: What is done with chosen rows.
    bar: BulkBar | None = None
    is_wide: bool = False
    panel: RecordPage | None = None
    view_menu: ViewMenu | None = None
    #: The act that puts the view shown among the reader's favorites, or takes it away.
    favorite: dict[str, Any] | None = None
    groups: list[Group] = field(default_factory=list)
    group_menu: list[dict[str, Any]] = field(default_factory=list)
    is_compact: bool = False
    board: BoardPage | None = None
    layouts: list[dict[str, Any]] = field(default_factory=list)
    #: How high its rows may be.
    densities: list[dict[str, Any]] = field(default_factory=list)
    #: The way to a past day's rows, and which one is shown.
    past: PastBar | None = None
    past_url: str = ""
    #: Where nothing matches: the words as they were probably meant, and the same list with these.
    meant: tuple[str, str] | None = None

    @property
    def is_empty(self) -> bool:
        """There is nothing yet, rather than nothing that matches."""
        return not (self.rows or self.board or self.words or self.error or self.address.as_of)

    @property
    def may_change(self) -> bool:
        return self.bar is not None and self.bar.may_change

    def head(self, above: Sequence[NavItem]) -> dict[str, Any]:
        """The line over the rows, under the places that these belong to."""
        return list_head(self, above)

    def filter_bar(self) -> dict[str, Any]:
        """The conditions under it."""
        return filter_bar(self)

    @property
    def is_bare(self) -> bool:
        """A board without a single card."""
        return self.board is not None and self.board.is_bare

    @property
    def error_title(self) -> str:
        if self.is_no_day:
            return _("No such day")
        if self.error:
            return _("This filter cannot be read")
        return _("Nothing here on that day") if self.is_of_past else _("Nothing matches")

    @property
    def error_text(self) -> str:
        said = {"type": self.record_type.label_plural, "day": self.past.day_in_words if self.past else ""}
        if self.error:
            return self.error
        no_rows = _("There were no %(type)s on %(day)s.") if self.is_of_past else ""
        return (no_rows or _("No %(type)s fit this filter.")) % said

    @property
    def is_no_day(self) -> bool:
        """It was asked for a day that is none, or is still to come."""
        return bool(self.address.as_of and self.past and not self.past.label)

    @property
    def is_of_past(self) -> bool:
        """A day alone says what is shown, so that no filter is in the way."""
        return bool(self.address.as_of and (self.is_no_day or not (self.words or self.error)))

    @property
    def is_out_of_sight(self) -> bool:
        """Whoever may add nothing here is not told to; there may be rows that others see."""
        return not self.create_url and not self.address.as_of

    @property
    def empty_title(self) -> str:
        if self.is_out_of_sight:
            return _("No %(type)s that you can see") % {"type": self.record_type.label_plural}
        return _("No %(type)s yet") % {"type": self.record_type.label_plural}

    @property
    def empty_text(self) -> str:
        if self.is_out_of_sight:
            return _("What you may see appears here. If something is missing, ask an administrator.")
        return str(self.record_type.empty or _("What you add appears here."))

    @property
    def clear_url(self) -> str:
        return self.address.but(filter="" if self.address.view else None).url()

    @cached_property
    def list_url(self) -> str:
        return list_url(self.record_type.key)

    @property
    def first_place_url(self) -> str:
        return list_url(self.first_place.key) if self.first_place else ""

    @property
    def first_place_label(self) -> str:
        return capitalized(self.first_place.label_plural) if self.first_place else ""

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the filter in words keeps of the address."""
        return self.address.pairs("filter")


@dataclass
class _Views:
    """The views that a reader has of a type, the one shown, and the one that the list opens with."""

    saved: Sequence[rows.Row]
    shown: rows.Row | None
    default: int | None


@dataclass
class Outline:
    """What an address comes to for a reader, before any row is read."""

    page: ListPage
    fields: list[Field]
    sort: str
    by: Field | None


def list_page(request: HttpRequest, record_type: RecordType) -> ListPage:
    """The page for this request's address. Raises CursorError, NotFound."""
    actor = actor_in(request)
    asked = ListAddress.of(record_type.key, request.GET)
    views = saved_views(actor, record_type)
    view = view_asked(views, asked)
    said = settled(asked, view)
    default = default_view(actor, record_type, views) if view is not None else None
    known = tuple((one.id, one.version) for one in views)
    shape = _shape(record_type, asked, said, views)
    outline = snapshot.lately(
        ("list", actor, get_language(), shape, known, default),
        lambda: _outline(actor, record_type, shape, settled(shape, view), _Views(views, view, default)),
    )
    page = _unfilled(outline.page, asked, said)
    page.past, page.past_url = past_bar(actor, asked), last_month_url(actor, shape)
    if view is not None:
        url = reverse("workspace:favorite", args=[VIEWS, view.id])
        page.favorite = {"url": url, "is_on": is_favorite(actor, VIEWS, view.id)}
    try:
        with past.as_of(actor, record_type.key, asked.as_of):
            if page.layouts and said.option("layout") == BOARD:
                _fill_board(page, actor, said, outline.sort)
            else:
                fill(request, page, outline.fields, outline.sort, outline.by)
    except past.NoSuchDay as error:
        page.error = str(error.sentence)
    return page


def _shape(
    record_type: RecordType, asked: ListAddress, said: ListAddress, views: Sequence[rows.Row]
) -> ListAddress:
    """The address as far as it shapes what stands around the rows; tabs and boards look at the filter too."""
    if said.option("layout") == BOARD:
        return asked
    return shaped(asked, {record_type.open_rows, MINE, *(one["filter"] for one in views)})


def _unfilled(page: ListPage, asked: ListAddress, said: ListAddress) -> ListPage:
    """A copy for one request, which may change what rows change."""
    columns = [one | {"sort_url": put_into(one["sort_url"], asked)} for one in page.columns]
    bar = replace(page.bar) if page.bar else None
    words = said.filter or ""
    return replace(page, address=asked, places=places(asked), words=words, columns=columns, bar=bar)


def _outline(
    actor: Any, record_type: RecordType, asked: ListAddress, said: ListAddress, views: _Views
) -> Outline:
    """Everything that follows from the address, rights and views, whatever the filter says."""
    page = ListPage(
        record_type,
        asked,
        asked,
        capitalized(record_type.label_plural),
        record_type.icon,
        tabs=view_tabs(record_type, views.saved, asked),
    )
    page.view_menu = view_menu(actor, asked, said, views.shown, views.default)
    _offer(page, actor, said)
    fields, page.problem = shown_fields(actor, record_type, said.columns)
    if said.as_of:  # what tells how things stand now says nothing of then
        fields = [one for one in fields if not is_told(one)]
    sort = _sort(page, actor, said.sort or "")
    page.layouts = _layouts(actor, record_type, asked, said)
    names = tuple(one.name for one in fields)
    page.bar = bulk_bar(actor, record_type, said, columns=names, sort=sort, back=asked.url())
    page.columns = table_columns(fields, asked, sort, said.option("widths"), _edited(page, actor, fields))
    page.is_wide = len(fields) > MOST_AT_ONCE
    page.sorts = sort_lines(actor, record_type, asked, sort, fields)
    page.is_compact = said.option("density") == COMPACT
    page.densities = _densities(asked, COMPACT if page.is_compact else COMFORTABLE)
    by = grouping(actor, record_type, said.option("group"))
    if said.option("group") and by is None:
        page.problem = page.problem or _("This list cannot be grouped by “%(name)s”.") % {
            "name": said.option("group")
        }
    page.group_menu = group_menu(actor, record_type, asked, by.name if by else "")
    return Outline(page, fields, sort, by)


def _densities(asked: ListAddress, now: str) -> list[dict[str, Any]]:
    """The same list with high rows and with low ones."""
    return [
        {"label": label, "url": asked.opted(density=density).url(), "current": density == now}
        for density, label in ((COMFORTABLE, _("Comfortable")), (COMPACT, _("Compact")))
    ]


def _layouts(
    actor: Any, record_type: RecordType, asked: ListAddress, said: ListAddress
) -> list[dict[str, Any]]:
    """The ways in which these rows can be shown, if there are several."""
    if not may_be_board(actor, record_type):
        return []
    table, board = asked.opted(layout="", by="", way="", lanes=""), asked.opted(layout=BOARD)
    is_board = said.option("layout") == BOARD
    return [
        {"label": _("Table"), "icon": "table", "url": table.url(), "current": not is_board},
        {"label": _("Board"), "icon": "board", "url": board.url(), "current": is_board},
    ]


def _fill_board(page: ListPage, actor: Any, said: ListAddress, sort: str) -> None:
    """Columns of cards in place of rows."""
    cells = Cells(actor, formats_for(actor))
    try:
        node: Node = filters.parse(page.words)
        may = bool(page.create_url) and page.record_type.brought is None
        page.board = board_page(cells, page.address, said, node, sort, may_create=may)
        if page.bar and page.board.may_move:
            page.bar.move_field = move_field(actor, page.record_type, page.board.shown.name)
        page.chips = chips(cells, page.record_type, node, page.address) if node != EMPTY else []
    except FilterError as error:
        page.error = capitalized(error.sentence)


def creating(record_type: RecordType) -> tuple[str, str]:
    """What the button says that makes one, and its icon."""
    brought = record_type.brought
    if brought is not None:
        return str(brought.label), brought.icon
    return _("New %(type)s") % {"type": record_type.label}, "plus"


def _offer(page: ListPage, actor: Any, said: ListAddress) -> None:
    """What may be done from here."""
    record_type = page.record_type
    if said.as_of:  # nobody changes the past
        return
    if may_create(actor, record_type):
        page.create_url = f"{page.list_url}new"
        page.create_label, page.create_icon = creating(record_type)
    else:
        page.first_place = next((one for one in types_on_screen(actor) if not one.is_setting), None)
    page.import_url = import_url(actor, record_type)


def _sort(page: ListPage, actor: Any, sort: str) -> str:
    """The sort that is asked for if it can be, else the type's own."""
    name = sort.removeprefix("-")
    known = access.readable_fields(actor, page.record_type)
    field = known.get(name) or field_named(actor, page.record_type, name)
    if name == "id" or (field is not None and is_sortable(field)):
        return sort
    page.problem = page.problem or _("This list cannot be sorted by “%(name)s”.") % {"name": name}
    default = page.record_type.default_sort
    return default if default.removeprefix("-") in known else "id"


def _edited(page: ListPage, actor: Any, fields: list[Field]) -> set[str]:
    """The columns whose cells are edited where they stand."""
    return {
        field.name
        for field in fields[1:]
        if page.may_change
        and field.editable
        and field.component not in {"files", "json", "longtext", "lines", "table"}
        and access.may_write(actor, page.record_type, field.name)
    }

"""A list as a board: columns by one field's values, with counts, sums and cards that move."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access
from trato.records.filters import Or, Term
from trato.records.filters.tree import EMPTY
from trato.records.registry import registry
from trato.records.rows.summary import Summary
from trato.workspace.pages.board_cards import Board, Column
from trato.workspace.pages.board_columns import (
    Place,
    Way,
    is_board_field,
    places_of,
    places_within,
    ways_of,
    word_of,
)
from trato.workspace.pages.ends import OPEN, marked
from trato.workspace.reader import capitalized, list_url

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.filters import Node
    from trato.records.record_type import RecordType
    from trato.records.rows import Page, Row
    from trato.workspace.address import ListAddress
    from trato.workspace.cells import Cells

CARDS = 20
MOST_LANES = 12


@dataclass
class Lane:
    """A row of columns for one person or choice; the only one has no label."""

    word: str
    label: str
    columns: list[Column]
    count: str = ""
    total: str = ""


@dataclass
class BoardPage:
    """What the board shows."""

    shown: Field
    label: str
    heads: list[Column]
    lanes: list[Lane]
    ways: list[dict[str, Any]] = field(default_factory=list)
    fields: list[dict[str, Any]] = field(default_factory=list)
    lane_fields: list[dict[str, Any]] = field(default_factory=list)
    may_move: bool = False
    #: The ends that are none of its columns; a card is dropped on them.
    ends: list[dict[str, Any]] = field(default_factory=list)
    #: Whether nothing stands on the way shown, whatever the filter says.
    is_vacant: bool = False

    @property
    def is_bare(self) -> bool:
        """Not a single card."""
        return not any(column.cards for lane in self.lanes for column in lane.columns)

    @property
    def way(self) -> str:
        """Which of several ways it shows, as a pipeline."""
        return next((str(one["label"]) for one in self.ways if one["current"]), "")


def board_page(
    cells: Cells, address: ListAddress, said: ListAddress, node: Node, sort: str, *, may_create: bool
) -> BoardPage:
    """The board of this list's rows, as its address and its view say. Raises Invalid, FilterError."""
    actor, record_type = cells.actor, registry.get(address.type_key)
    known = access.readable_fields(actor, record_type)
    by = field_asked(actor, record_type, said)
    shown = known[by]
    board = Board(cells, record_type, shown, node, sort)
    ways = ways_of(actor, shown)
    way = way_asked(said, ways)
    everywhere = places_of(cells, record_type, shown, way=way)
    places = places_within(record_type, shown, everywhere, node)
    summaries = board.summaries(places)
    heads = [board.head(Column(one, f"column-{one.word}"), summaries[one.word]) for one in places]
    weigh(heads, summaries)
    if may_create:
        offer_new(record_type, shown, heads)
    page = BoardPage(shown, capitalized(shown.label), heads, [])
    page.lanes = _lanes(board, address, said.option("lanes"), heads, _shown_on(board, ways, places))
    page.ways = _ways(address, ways, way)
    if page.ways and page.is_bare:
        held = Board(cells, record_type, shown, EMPTY, sort).summaries(places)
        page.is_vacant = not any(found.count.number for found in held.values())
    page.fields, page.lane_fields = _offers(actor, record_type, address, by, said.option("lanes"))
    may_edit = not address.as_of and access.may(actor, record_type, Right.EDIT)
    page.may_move = may_edit and shown.editable and access.may_write(actor, record_type, by)
    page.ends = ends_beside(everywhere, places) if page.may_move else []
    return page


def ends_beside(everywhere: list[Place], columns: list[Place]) -> list[dict[str, Any]]:
    """The places that end what stands there, as far as none of the columns is such a place."""
    return [
        {"label": one.label, "place": one.word, "value": one.plain, **marked(one.outcome)}
        for one in everywhere
        if one.outcome != OPEN and one not in columns
    ]


def offer_new(record_type: RecordType, shown: Field, columns: list[Column]) -> None:
    """Each column makes a record that stands in it."""
    for column in columns:
        column.create_url = f"{list_url(record_type.key)}new?{shown.name}={column.place.plain}"


def way_asked(said: ListAddress, ways: list[Way]) -> int | None:
    """The way that is asked for, else the first."""
    return next((one.id for one in ways if str(one.id) == said.option("way")), ways[0].id if ways else None)


def field_asked(actor: Actor, record_type: RecordType, said: ListAddress) -> str:
    """The field of the columns: the one asked for, the declared one, or the first that can be."""
    names = (said.option("by"), record_type.board.by if record_type.board else "", *record_type.fields)
    return next(name for name in names if is_board_field(actor, record_type, name))


def may_be_board(actor: Actor, record_type: RecordType) -> bool:
    """Whether the list can be shown as a board."""
    return any(is_board_field(actor, record_type, name) for name in record_type.fields)


def weigh(columns: list[Column], summaries: dict[str, Summary]) -> None:
    """The bars under the heads: each column's first sum, weighed and whole, against the largest."""
    sums = {one.id: _first(summaries[one.place.word]) for one in columns}
    most = max(sums.values(), default=0)
    for column in columns:
        whole = round(sums[column.id] * 100 / most) if most else 0
        weight = column.place.weight
        column.part = whole if weight is None else whole * weight // 100
        column.behind = whole - column.part


def _first(found: Summary) -> int:
    return found.totals[0].minor if found.totals else 0


def _shown_on(board: Board, ways: list[Way], places: list[Place]) -> Node:
    """Of several ways the board shows one: its lanes tell what stands on it."""
    return board.node if len(ways) < 2 else Or(tuple(board.within(one) for one in places))


def is_laned(board: Board, name: str) -> bool:
    return bool(name) and name != board.field.name and is_board_field(board.actor, board.record_type, name)


def lane_of(board: Board, name: str, row: Row, ways: list[Way], places: list[Place]) -> Lane | None:
    """The lane of one record with what stands in it, without its cards."""
    lanes, word = places_of(board.cells, board.record_type, board.known[name]), word_of(row[name])
    lane = next((one for one in lanes if one.word == word), None)
    if lane is None:
        return None
    return Lane(word, lane.label, [], *_told(board, name, [lane], _shown_on(board, ways, places))[word])


def _lanes(board: Board, address: ListAddress, name: str, heads: list[Column], node: Node) -> list[Lane]:
    if not is_laned(board, name):
        pages = _pages(board, heads, {"": ()})
        lanes, told = [("", "")], {}
    else:
        places = places_of(board.cells, board.record_type, board.known[name])[:MOST_LANES]
        pages = _pages(board, heads, {one.word: (Term((name,), "=", (one.word,)),) for one in places})
        filled = {lane for (lane, _place), page in pages.items() if page.rows}
        lanes = [(place.word, place.label) for place in places if place.word in filled]
        told = _told(board, name, [place for place in places if place.word in filled], node)
    board.look_up(
        [(head.place, pages[lane, head.place.word].rows) for lane, _label in lanes for head in heads]
    )
    return [
        Lane(
            lane,
            label,
            [_filled(board, address, head, pages[lane, head.place.word], lane) for head in heads],
            *told.get(lane, ()),
        )
        for lane, label in lanes
    ]


def _pages(
    board: Board, heads: list[Column], lanes: Mapping[str, Sequence[Node]]
) -> dict[tuple[str, str], Page]:
    """The cards of each column in each lane, by their words."""
    asked = {(lane, head.place.word): (head.place, more) for lane, more in lanes.items() for head in heads}
    return dict(zip(asked, board.pages_of(list(asked.values())), strict=True))


def _told(board: Board, name: str, places: list[Place], node: Node) -> dict[str, tuple[str, str]]:
    """How many stand in each lane, and what they come to."""
    across = Board(board.cells, board.record_type, board.known[name], node, board.sort)
    found = across.summaries(places)
    told = [(one.word, across.head(Column(one, ""), found[one.word])) for one in places]
    return {word: (column.count, column.total) for word, column in told}


def _filled(board: Board, address: ListAddress, head: Column, found: Page, lane: str) -> Column:
    column = replace(head, lane=lane)
    column.cards = board.cards(head.place, found.rows)
    if found.next:
        extra = {"column": head.place.word, "after": found.next, **({"lane": lane} if lane else {})}
        column.more_url = address.url(**extra)
    return column


def _ways(address: ListAddress, ways: list[Way], way: int | None) -> list[dict[str, Any]]:
    if len(ways) < 2:
        return []
    return [
        {"label": one.label, "url": address.opted(way=str(one.id)).url(), "current": one.id == way}
        for one in ways
    ]


def _offers(
    actor: Actor, record_type: RecordType, address: ListAddress, by: str, lanes_by: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """By which fields the columns and the lanes may be."""
    known = access.readable_fields(actor, record_type)
    names = [name for name in known if is_board_field(actor, record_type, name)]
    columns = [
        {
            "label": capitalized(known[name].label),
            "url": address.opted(by=name, way="").url(),
            "current": name == by,
        }
        for name in names
    ]
    lanes = [
        {"label": _("No lanes"), "url": address.opted(lanes="").url(), "current": not lanes_by},
        *(
            {
                "label": capitalized(known[name].label),
                "url": address.opted(lanes=name).url(),
                "current": name == lanes_by,
            }
            for name in names
            if name != by
        ),
    ]
    return columns, lanes

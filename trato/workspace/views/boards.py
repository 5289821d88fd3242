"""Parts of a board: more cards of a column, and what a move changed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from django.http import QueryDict
from django.urls import reverse

from trato.records import access, filters, past, rows
from trato.records.access import may_create
from trato.records.errors import NotFound
from trato.records.filters import Term
from trato.workspace import rendering
from trato.workspace.address import ListAddress
from trato.workspace.cells import Cells
from trato.workspace.pages.board_cards import Board, Column
from trato.workspace.pages.board_columns import places_of, places_within, ways_of, word_of
from trato.workspace.pages.board_page import Lane, field_asked, is_laned, lane_of, offer_new, way_asked, weigh
from trato.workspace.reader import actor_in, formats_for
from trato.workspace.views_of import whole

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType

BOARD = "workspace/board.html"


@dataclass
class MorePage:
    """The next cards of one column."""

    cards: list[dict[str, Any]]
    more_url: str


@dataclass
class MovedPage:
    """The heads, the card and its lane as they are after a move, and the sentence with its way back."""

    heads: list[Column] = field(default_factory=list)
    card: dict[str, Any] | None = None
    lane: Lane | None = None
    text: str = ""
    undo_url: str = ""


def more_cards(request: HttpRequest, record_type: RecordType) -> HttpResponse:
    """The cards of one column after a cursor. Raises NotFound, CursorError."""
    actor = actor_in(request)
    cells = Cells(actor, formats_for(actor))
    address = ListAddress.of(record_type.key, request.GET)
    said = whole(actor, address)
    known = access.readable_fields(actor, record_type)
    by = field_asked(actor, record_type, said)
    board = Board(cells, record_type, known[by], filters.parse(said.filter or ""), said.sort or "")
    wanted = request.GET["column"]
    places = places_of(cells, record_type, known[by], way=way_asked(said, ways_of(actor, known[by])))
    place = next((one for one in places if one.word == wanted), None)
    if place is None:
        raise NotFound
    lane, lanes_by = request.GET.get("lane", ""), said.option("lanes")
    terms = [Term((lanes_by,), "=", (lane,))] if lane and lanes_by else []
    with past.as_of(actor, record_type.key, said.as_of):
        found = board.page_of(place, *terms, after=request.GET.get("after"))
        board.look_up([(place, found.rows)])
        page = MorePage(board.cards(place, found.rows), "")
    if found.next:
        extra = {"column": wanted, "after": found.next, **({"lane": lane} if lane else {})}
        page.more_url = address.url(**extra)
    return rendering.block(request, BOARD, "more", page)


def moved_on_board(
    request: HttpRequest, record_type: RecordType, shown: Field, pk: int, text: str, set_id: int | None
) -> HttpResponse:
    """What a board shows anew after a card of it has moved: all heads, the card, and a toast."""
    actor = actor_in(request)
    cells = Cells(actor, formats_for(actor))
    data = QueryDict(mutable=True)
    data.update(dict(parse_qsl(urlsplit(request.headers.get("HX-Current-URL", "")).query)))
    said = whole(actor, ListAddress.of(record_type.key, data))
    board = Board(cells, record_type, shown, filters.parse(said.filter or ""), said.sort or "")
    lanes_by = said.option("lanes") if is_laned(board, said.option("lanes")) else ""
    names = dict.fromkeys(filter(None, (*board.names, lanes_by)))
    row = rows.one(actor, record_type.key, pk, columns=tuple(names))
    ways = ways_of(actor, shown)
    places = places_of(cells, record_type, shown, way=way_asked(said, ways))
    stands = places_within(record_type, shown, places, board.node)
    summaries = board.summaries(stands)
    page = MovedPage(text=text, undo_url=reverse("workspace:undo", args=[set_id]) if set_id else "")
    page.heads = [board.head(Column(one, f"column-{one.word}"), summaries[one.word]) for one in stands]
    weigh(page.heads, summaries)
    if may_create(actor, record_type) and record_type.brought is None:
        offer_new(record_type, shown, page.heads)
    page.lane = lane_of(board, lanes_by, row, ways, stands) if lanes_by else None
    word = word_of(row[shown.name])
    place = next((one for one in stands if one.word == word), None)
    if place is not None:  # else the board has no column for it any more
        board.look_up([(place, [row])])
        page.card = board.cards(place, [row])[0]
    response = rendering.block(request, BOARD, "moved", page)
    response["HX-Trigger"] = json.dumps({"accepted": {"id": pk}})
    response["HX-Trigger-After-Settle"] = json.dumps({"moved": {"id": pk, "place": word}})
    return response

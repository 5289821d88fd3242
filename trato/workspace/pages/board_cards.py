"""The columns and cards of a board, read with a few queries a column however many cards there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from trato.kernel.saying import gettext as _
from trato.records import access, rows, shadow
from trato.records.filters import And, Term
from trato.records.filters.tree import EMPTY
from trato.records.registry import registry
from trato.records.rows.summary import Summary, by_value, summary
from trato.records.upcoming import is_planned, upcoming
from trato.records.values import ById, Ref
from trato.workspace.pages.board_columns import Place
from trato.workspace.pages.chosen_sum import amount_of
from trato.workspace.pages.ends import OPEN
from trato.workspace.pages.finishing import Finishing
from trato.workspace.pages.late import is_late
from trato.workspace.pages.weights import weighted
from trato.workspace.planned import spoken
from trato.workspace.quiet import quiet
from trato.workspace.reader import capitalized, list_url
from trato.workspace.widths import signs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from trato.records.fields.base import Field
    from trato.records.filters import Node
    from trato.records.record_type import RecordType
    from trato.records.rows import Row
    from trato.records.upcoming import Upcoming
    from trato.workspace.cells import Cells

CARDS = 20
#: A column's sums stand beside each other while they have no more signs.
ONE_LINE = 26


@dataclass
class Column:
    """One column: its place, its counts and sums as text, and its first cards."""

    place: Place
    id: str
    count: str = "0"
    total: str = ""
    weighted: str = ""
    #: Whether this board adds anything up.
    is_summed: bool = False
    #: Shares of the largest column, in percent.
    part: int = 0
    behind: int = 0
    create_url: str = ""
    cards: list[dict[str, Any]] = field(default_factory=list)
    more_url: str = ""
    lane: str = ""

    @property
    def is_long(self) -> bool:
        """Whether its sums take a line each; all heads of the board are then so high."""
        return bool(self.weighted) and signs(self.total) + signs(self.weighted) > ONE_LINE


class Board:
    """Reads the columns and cards of one type for one reader."""

    def __init__(self, cells: Cells, record_type: RecordType, shown: Field, node: Node, sort: str) -> None:
        self.cells, self.actor, self.record_type = cells, cells.actor, record_type
        self.field, self.node, self.sort = shown, node, sort
        board = record_type.board
        self.declared = board if board is not None and board.by == shown.name else None
        self.known = access.readable_fields(self.actor, record_type)
        self.total = record_type.main_total if record_type.main_total in self.known else ""
        names = [record_type.title, self.total, self.field.name, *(board.card if board else ())]
        if board is None:
            names += record_type.columns[1:]
        self.day = "" if self.declared or record_type.calendar is None else record_type.calendar.day
        names += [self.day]
        names += [self.declared.since] if self.declared else []
        names += ["owner"] if record_type.is_owned else []
        names += record_type.over[:1]
        self.finishing = Finishing(self.actor, record_type)
        self.ended = record_type.calendar.ended if record_type.calendar is not None else ""
        names += [*self.finishing.names, self.ended]
        self.names = tuple(dict.fromkeys(name for name in names if name in self.known))
        firms = board.card if board else record_type.columns[1:]
        self.firms = [name for name in firms if name in self.known and name != shown.name]
        self.is_planned = is_planned(record_type)
        self.base = list_url(record_type.key) if record_type.group else ""
        self.now = timezone.now()
        self._stood: dict[int, dict[str, str]] = {}
        self.planned: dict[int, Upcoming] = {}
        self.quiet: dict[int, str] = {}

    @cached_property
    def is_past(self) -> bool:
        """Whether the cards are those of a past day: what is next and new today says nothing of it."""
        return shadow.is_past(self.record_type.key)

    def summaries(self, places: Iterable[Place]) -> dict[str, Summary]:
        """Count and sums of each place: from counters where these are right, else counted live and capped."""
        kept = by_value(self.actor, self.record_type.key, self.field.name, total=self.total, filter=self.node)
        if kept is not None:
            empty = Summary(rows.Count(0), ())
            return {one.word: kept.get("" if one.word == "none" else one.word, empty) for one in places}
        return {
            one.word: summary(self.actor, self.record_type.key, total=self.total, filter=self.within(one))
            for one in places
        }

    def within(self, place: Place, *more: Node) -> Node:
        """The filter of one column."""
        is_record = bool(self.field.target) and place.word.isdecimal()
        term = Term((self.field.name,), "=", (ById(place.word) if is_record else place.word,))
        own = [] if self.node == EMPTY else [self.node]
        return And((*own, term, *more))

    def page_of(self, place: Place, *more: Node, after: str | None = None) -> rows.Page:
        return rows.read(
            self.actor,
            self.record_type.key,
            columns=self.names,
            filter=self.within(place, *more),
            sort=self.sort,
            limit=CARDS,
            after=after,
        )

    def pages_of(self, asked: Sequence[tuple[Place, Sequence[Node]]]) -> list[rows.Page]:
        """The first page of each of these places, further conditions included: all asked at once."""
        return rows.read_each(
            self.actor,
            self.record_type.key,
            [self.within(place, *more) for place, more in asked],
            columns=self.names,
            sort=self.sort,
            limit=CARDS,
        )

    def head(self, column: Column, found: Summary) -> Column:
        """The column with what stands over it."""
        formats = self.cells.formats
        column.is_summed = bool(self.total)
        column.count = formats.count(found.count.number, found.count.capped)
        column.total = " · ".join(formats.money(one.minor, one.currency) for one in found.totals or ())
        weight = column.place.weight
        if weight is not None and found.totals:
            parts = [(one.minor * weight // 100, one.currency) for one in found.totals]
            column.weighted = weighted(formats.short_money(*one) for one in parts)
        return column

    def look_up(self, pages: Sequence[tuple[Place, list[Row]]]) -> None:
        """What is next and what is new for the rows of these places, asked once for a whole board."""
        if self.is_past:
            return
        planned: list[int] = []
        stood: list[tuple[int, int | None, datetime | None]] = []
        since = self.declared.since if self.declared else ""
        for place, found in pages:
            planned += [row.id for row in found if self._goes_on(row, place)]
            stood += [(row.id, place.stale_after, row.get(since)) for row in found]
        self.planned = upcoming(self.actor, self.record_type.key, planned) if planned else {}
        self.quiet = quiet(self.record_type.key, stood, self.now)
        self.finishing.look_up(row for _place, found in pages for row in found)

    def cards(self, place: Place, found: list[Row]) -> list[dict[str, Any]]:
        """The cards of rows that were looked up."""
        return [self.card(row, place, self.planned.get(row.id)) for row in found]

    def card(self, row: Row, place: Place, planned: Upcoming | None) -> dict[str, Any]:
        owner, url = row.values_by_name.get("owner"), f"{self.base}{row.id}" if self.base else ""
        title = str(row[self.record_type.title] or row.id)
        shown = {
            "id": row.id,
            "label": title,
            "url": url,
            "move_url": "" if self.is_past else f"{url}/move?by={self.field.name}&board=1",
            "place": place.plain,
            "firm": self._firm(row),
            "owner": owner.label if isinstance(owner, Ref) else "",
            "total": self._amount(row),
            "amount": amount_of(row, self.total),
            **self._time(row, place),
            "quiet": self.quiet.get(row.id, ""),
            "tick": self.finishing.tick(row, url, title) if url else None,
            "outcome": self._outcome(row, place),
            "next": None,
            "pick": not self.is_past,
        }
        if self.is_planned and not self.is_past and self._goes_on(row, place):
            shown["next"] = self._next(planned)
        return shown

    def _outcome(self, row: Row, place: Place) -> str:
        """How it ended: as its column says, or as its own day in the calendar says."""
        if place.outcome != OPEN:
            return place.outcome
        over = self.record_type.calendar.over if self.record_type.calendar is not None else ("",)
        return "over" if row.values_by_name.get(over[0]) in over[1:] else ""

    def _goes_on(self, row: Row, place: Place) -> bool:
        """Whether anything more is to come for it."""
        name, *ends = self.record_type.over or ("",)
        return place.outcome == OPEN and row.values_by_name.get(name) not in ends

    def _firm(self, row: Row) -> dict[str, str] | None:
        """The company or whatever else stands above the title: the first that the record has."""
        told = None
        for name in self.firms:
            value = row.values_by_name.get(name)
            if isinstance(value, tuple) and value:
                value = value[0]
            if isinstance(value, Ref) and value.type != "users":
                known = registry.knows(value.type)
                return {"label": value.label, "portrait": registry.get(value.type).portrait if known else ""}
            if isinstance(value, str) and told is None:
                shown = self.known[name]
                text = shown.to_text(value)
                told = {"label": capitalized(text) if shown.choices else text, "portrait": ""}
        return told

    def _amount(self, row: Row) -> str:
        value = row.values_by_name.get(self.total) if self.total else None
        return self.cells.formats.money(value.minor, value.currency) if value is not None else ""

    def _time(self, row: Row, place: Place) -> dict[str, Any]:
        """How long the card stands here; where nothing more happens since when, elsewhere its day."""
        formats = self.cells.formats
        since: datetime | None = row.values_by_name.get(self.declared.since) if self.declared else None
        day = row.values_by_name.get(self.day) if self.day else None
        if self.is_past or (since is None and day is None):
            return {"days": "", "days_hint": ""}
        ended = row.values_by_name.get(self.ended) if self.ended else None
        if since is None and ended is not None:
            return {"days": formats.day(ended), "days_hint": formats.hint(ended)}
        if since is None:
            late = is_late(self.record_type, row, formats.today)
            return {"days": formats.near_day(day), "days_hint": formats.hint(day), "late": late}
        if place.outcome != OPEN:
            return {"days": formats.day(since), "days_hint": formats.hint(since)}
        return self._days(max(0, (self.now - since).days))

    def _days(self, number: int) -> dict[str, str]:
        """How long, in words; many cards stand equally long."""
        if number not in self._stood:
            days = self.cells.formats.days(number)
            hint = _("In this column for %(days)s") % {"days": days}
            self._stood[number] = {"days": days, "days_hint": hint}
        return self._stood[number]

    def _next(self, planned: Upcoming | None) -> dict[str, Any]:
        return {"kind": "next", **spoken(self.cells.formats, planned)}

"""What has happened to a record, newest first: rows of the timeline told as sentences.

The number of queries depends on how many types take part, never on how many entries there are.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from trato.activities.timeline.cursors import Cursor
from trato.activities.timeline.folding import folded
from trato.activities.timeline.row import TimelineRow
from trato.activities.timeline.telling import Teller
from trato.records.effects.timeline import CHANGED, CREATED
from trato.records.models import TimelineEntry
from trato.records.prepared import Prepared

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from trato.accounts.actor import Actor
    from trato.activities.timeline.entry import Entry
    from trato.records.record_type import RecordType
    from trato.records.rows import Row
    from trato.web.formats import Formats

PAGE = 50
#: How often a page that shows nothing (all of it hidden from the reader) is followed by the next one at once.
MOST_ROUNDS = 4


def read_history(
    actor: Actor, record_type: RecordType, row: Row, kind: str, cursor: Cursor | None, formats: Formats
) -> tuple[list[Entry], Cursor | None]:
    """Up to fifty entries after the cursor, and the cursor of those after them."""
    entries: list[Entry] = []
    following = cursor
    for _round in range(MOST_ROUNDS):
        begin = following
        found, following = _rows(record_type.key, row.id, kind, begin)
        told = Teller(actor, record_type, row, formats, kind).tell(found)
        entries = list(folded(told, formats))
        _add_birth(entries, actor, record_type, row, formats, kind, begin, following)
        if entries or following is None:
            break
    return entries, following


def _rows(key: str, pk: int, kind: str, cursor: Cursor | None) -> tuple[list[TimelineRow], Cursor | None]:
    if cursor is None:
        found = [TimelineRow(*row) for row in _newest(kind)(key, pk)]
    else:
        rows = _of_kind(TimelineEntry.objects.filter(type=key, record_id=pk), kind)
        rows = rows.filter(Q(at__lt=cursor.at) | Q(id__lt=cursor.pk), at__lte=cursor.at)
        found = [TimelineRow(*row) for row in _in_order(rows)]
    if len(found) <= PAGE:
        return found, None
    return found[:PAGE], Cursor(found[PAGE - 1].at, found[PAGE - 1].id)


@cache
def _newest(kind: str) -> Prepared:
    """The first page of one kind."""
    return Prepared(
        lambda key, pk: _in_order(_of_kind(TimelineEntry.objects.filter(type=key, record_id=pk), kind))
    )


def _in_order(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The newest first, one more than a page shows."""
    return rows.order_by("-at", "-id").values_list(*TimelineRow._fields)[: PAGE + 1]


def _of_kind(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    if kind in {"notes", "files", "calls"}:
        return rows.filter(subject_type=kind, kind=CREATED)
    if kind in {"tasks", "meetings"}:
        return rows.filter(subject_type=kind)
    return rows.filter(kind=CHANGED) if kind == "changes" else rows


def _add_birth(
    entries: list[Entry],
    actor: Actor,
    record_type: RecordType,
    row: Row,
    formats: Formats,
    kind: str,
    begin: Cursor | None,
    following: Cursor | None,
) -> None:
    """The record's own beginning has no row: it is told where its moment falls among the others."""
    at = row.get("created_at")
    if kind not in {"all", "changes"} or at is None:
        return
    before_end = following is None or at > following.at
    after_begin = begin is None or at <= begin.at
    if before_end and after_begin:
        entry = Teller(actor, record_type, row, formats, kind).birth(at)
        place = next(
            (place for place, one in enumerate(entries) if one.at is not None and one.at < at), len(entries)
        )
        entries.insert(place, entry)

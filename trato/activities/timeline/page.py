"""One page of a record's timeline: what is to come, what is pinned, and what has happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from trato.activities.timeline.ahead import pinned_notes, upcoming
from trato.activities.timeline.cursors import Cursor, parse_cursor
from trato.activities.timeline.history import read_history
from trato.web.addresses import address
from trato.workspace.reader import formats_for

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.activities.timeline.entry import Entry
    from trato.records.record_type import RecordType
    from trato.records.rows import Row
    from trato.web.formats import Formats

KINDS = ("all", "notes", "calls", "meetings", "tasks", "files", "changes")


@dataclass(frozen=True)
class Day:
    """The entries of one day; the heading is empty where the page before has said it."""

    heading: str
    entries: list[Entry]


@dataclass
class TimelinePage:
    """What the template of the timeline shows."""

    type_key: str
    pk: int
    url: str
    kind: str
    label: str
    kinds: list[dict[str, object]]
    upcoming: list[Entry] = field(default_factory=list)
    pinned: list[Entry] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    older_url: str = ""
    is_first: bool = True

    @property
    def own(self) -> tuple[str, int]:
        """Whose timeline it is."""
        return self.type_key, self.pk

    @property
    def is_empty(self) -> bool:
        return not (self.upcoming or self.pinned or self.days or self.older_url)


def kind_labels() -> dict[str, str]:
    return {
        "all": _("All kinds"),
        "notes": _("Notes"),
        "calls": _("Calls"),
        "meetings": _("Meetings"),
        "tasks": _("Tasks"),
        "files": _("Files"),
        "changes": _("Changes"),
    }


def read_page(
    actor: Actor, record_type: RecordType, row: Row, *, kind: str = "", after: str = "", day: str = ""
) -> TimelinePage:
    """The timeline from its top, or what is older than a cursor. Raises CursorError."""
    kind = kind if kind in KINDS else "all"
    formats = formats_for(actor)
    cursor = parse_cursor(after)
    page = _frame(record_type, row, kind)
    page.is_first = cursor is None
    if cursor is None:
        page.upcoming = upcoming(actor, record_type, row, formats, kind)
    if cursor is None and kind in {"all", "notes"}:
        page.pinned = pinned_notes(actor, record_type, row, formats)
    entries, following = read_history(actor, record_type, row, kind, cursor, formats)
    above = {entry.subject for entry in page.upcoming}
    for entry in entries:
        entry.done_url = "" if entry.subject in above else entry.done_url
    page.days = _days(entries, formats, day)
    page.older_url = _older(page, following, page.days, entries, formats)
    return page


def _frame(record_type: RecordType, row: Row, kind: str) -> TimelinePage:
    url = address("activities:timeline", record_type.key, row.id)
    labels = kind_labels()
    kinds = [
        {"label": label, "url": url if key == "all" else f"{url}?kind={key}", "current": key == kind}
        for key, label in labels.items()
    ]
    own = url if kind == "all" else f"{url}?kind={kind}"
    return TimelinePage(record_type.key, row.id, own, kind, labels[kind], kinds)


def _days(entries: list[Entry], formats: Formats, said: str) -> list[Day]:
    days: list[Day] = []
    last = said
    for entry in entries:
        day = _day_of(entry.at, formats)
        if day is None:
            continue
        if not days or day.isoformat() != last:
            heading = "" if day.isoformat() == said and not days else formats.heading(day)
            days.append(Day(heading, []))
            last = day.isoformat()
        days[-1].entries.append(entry)
    return days


def _day_of(at: datetime | None, formats: Formats) -> date | None:
    return None if at is None else at.astimezone(ZoneInfo(formats.time_zone)).date()


def _older(
    page: TimelinePage, following: Cursor | None, days: list[Day], entries: list[Entry], formats: Formats
) -> str:
    if following is None:
        return ""
    day = _day_of(entries[-1].at, formats) if days else None
    query = {"after": str(following), "day": day.isoformat() if day else ""}
    if page.kind != "all":
        query["kind"] = page.kind
    return f"{page.url.partition('?')[0]}?{urlencode(query)}"

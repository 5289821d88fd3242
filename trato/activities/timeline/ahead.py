"""What stands above the history: what is still to be done or to come, and notes that somebody pinned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.http import urlencode

from trato.accounts.rights import Right
from trato.activities.timeline.attachments import files_of
from trato.activities.timeline.entry import Entry, FileLine
from trato.activities.timeline.texts import body
from trato.records import access, filters, rows
from trato.records.filters.tree import And, Term
from trato.records.naming import is_called_after
from trato.records.registry import registry
from trato.records.values import ById
from trato.web.addresses import address
from trato.workspace.reader import capitalized, record_url

if TYPE_CHECKING:
    from datetime import datetime

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.records.rows import Row
    from trato.web.formats import Formats

MOST_TASKS = 20
MOST_PINNED = 20
MOST_PLANNED = 20
TASKS, NOTES, CALLS, MEETINGS, CONTACTS = "tasks", "notes", "calls", "meetings", "contacts"
#: How tasks of a kind are drawn.
TASK_ICONS = {"call": "call", "email": "mail", "meeting": "meeting"}


def about(type_key: str, pk: int, *terms: tuple[str, str]) -> And:
    """The filter for what is about a record."""
    parts = [
        Term(("about",), ":", (ById(f"{type_key}/{pk}"),)),
        *(Term((name,), ":", (value,)) for name, value in terms),
    ]
    return And(tuple(parts))


def knows(actor: Actor, type_key: str, *names: str) -> bool:
    """Whether the actor may read that type and those fields of it."""
    record_type = registry.get(type_key)
    known = access.readable_fields(actor, record_type)
    return access.may(actor, record_type, Right.READ) and all(name in known for name in names)


def open_tasks(actor: Actor, type_key: str, pk: int) -> rows.Page | None:
    """Tasks about a record that are still open, the soonest due first."""
    if not knows(actor, TASKS, "about", "status", "name", "due_on", "owner"):
        return None
    asked = about(type_key, pk, ("status", "open"))
    columns = ("name", "due_on", "owner", *(one for one in ("due_at", "kind") if knows(actor, TASKS, one)))
    return rows.read(actor, TASKS, columns=columns, filter=asked, sort="due_on", limit=MOST_TASKS)


def upcoming_tasks(actor: Actor, record_type: RecordType, row: Row, formats: Formats) -> list[Entry]:
    page = open_tasks(actor, record_type.key, row.id)
    if page is None:
        return []
    editable = editable_ids(actor, TASKS, [task.id for task in page.rows])
    return [_task(task, actor, formats, editable=task.id in editable) for task in page.rows]


def upcoming(actor: Actor, record_type: RecordType, row: Row, formats: Formats, kind: str) -> list[Entry]:
    """What is planned about a record, of one kind or of all, the soonest first, without a day last."""
    readers = {TASKS: upcoming_tasks, MEETINGS: upcoming_meetings, CALLS: upcoming_calls}
    found = [
        entry
        for key, read in readers.items()
        if kind in {"all", key}
        for entry in read(actor, record_type, row, formats)
    ]
    return sorted(found, key=lambda entry: (not entry.iso, entry.iso))


def upcoming_meetings(actor: Actor, record_type: RecordType, row: Row, formats: Formats) -> list[Entry]:
    """Meetings that are planned, and those whose outcome nobody has told yet."""
    if not knows(actor, MEETINGS, "about", "outcome", "name", "starts_at", "place", "owner"):
        return []
    asked = about(record_type.key, row.id, ("outcome", "planned"))
    columns = ("name", "starts_at", "place", "owner")
    page = rows.read(actor, MEETINGS, columns=columns, filter=asked, sort="starts_at", limit=MOST_PLANNED)
    editable = editable_ids(actor, MEETINGS, [one.id for one in page.rows])
    entries = []
    for one in page.rows:
        entry = _planned(MEETINGS, one, actor, formats, "starts_at")
        entry.note = ", ".join(filter(None, (one["place"], entry.note)))
        entry.done_url = address("activities:held", one.id) if one.id in editable else ""
        entries.append(entry)
    return entries


def upcoming_calls(actor: Actor, record_type: RecordType, row: Row, formats: Formats) -> list[Entry]:
    """Calls planned for today or later."""
    if not knows(actor, CALLS, "about", "outcome", "name", "started_at", "owner"):
        return []
    asked = about(record_type.key, row.id, ("outcome", "none"))
    asked = And((*asked.parts, Term(("started_at",), ">=", ("today",))))
    columns = ("name", "started_at", "owner")
    page = rows.read(actor, CALLS, columns=columns, filter=asked, sort="started_at", limit=MOST_PLANNED)
    entries = [_planned(CALLS, one, actor, formats, "started_at") for one in page.rows]
    own = str(row.get(record_type.title) or "")
    for entry in entries:  # what is called after this record says no more than its kind
        if is_called_after(registry.get(CALLS), entry.title, own):
            entry.title = capitalized(registry.get(CALLS).label)
    return entries


def _planned(key: str, one: Row, actor: Actor, formats: Formats, at: str) -> Entry:
    moment, owner, record_type = one[at], one["owner"], registry.get(key)
    return Entry(
        icon=record_type.icon,
        kind="due" if moment <= timezone.now() else "",
        title=one["name"] or f"{capitalized(record_type.label)} {one.id}",
        url=record_url(key, one.id),
        note=owner.label if owner is not None and owner.id != actor.user_id else "",
        time=soon(moment, formats),
        iso=moment.isoformat(),
        hint=formats.hint(moment),
        subject=(key, one.id),
    )


def soon(moment: datetime, formats: Formats) -> str:
    """When something is to begin: 15:00 today, else the day with the hour."""
    day = moment.astimezone(ZoneInfo(formats.time_zone)).date()
    return f"{formats.soon(moment)}, {formats.time(moment)}" if day > formats.today else formats.soon(moment)


def _task(task: Row, actor: Actor, formats: Formats, *, editable: bool) -> Entry:
    due, owner, at = task["due_on"], task["owner"], task.get("due_at")
    return Entry(
        icon=TASK_ICONS.get(task.get("kind") or "", "task"),
        kind=urgency(due, formats),
        title=task["name"] or "",
        url=record_url(TASKS, task.id),
        note=owner.label if owner is not None and owner.id != actor.user_id else "",
        time=soon(at, formats) if at else formats.soon(due),
        iso=(at or due).isoformat() if due else "",
        hint=formats.hint(at or due),
        subject=(TASKS, task.id),
        editable=editable,
        done_url=address("activities:done", task.id) if editable else "",
    )


def urgency(due: Any, formats: Formats) -> str:
    """How a task's mark looks: red when it is late, green today, quiet before."""
    if due is None or due > formats.today:
        return ""
    return "due" if due == formats.today else "overdue"


def pinned_notes(actor: Actor, record_type: RecordType, row: Row, formats: Formats) -> list[Entry]:
    if not knows(actor, NOTES, "about", "is_pinned", "body"):
        return []
    asked = about(record_type.key, row.id, ("is_pinned", "yes"))
    columns = ("body", "created_at", "created_by")
    found = rows.read(actor, NOTES, columns=columns, filter=asked, sort="-created_at", limit=MOST_PINNED).rows
    ids = [note.id for note in found]
    editable, files = editable_ids(actor, NOTES, ids), files_of(actor, ids, formats)
    return [_note(note, formats, files.get(note.id, []), editable=note.id in editable) for note in found]


def _note(note: Row, formats: Formats, files: list[FileLine], *, editable: bool) -> Entry:
    shown, has_more = body(note["body"])
    at, author = note["created_at"], note["created_by"]
    entry = Entry(
        icon="pin",
        who=author.label if author is not None else "",
        url=record_url(NOTES, note.id),
        subject=(NOTES, note.id),
        body=shown,
        has_more=has_more,
        pinned=True,
        editable=editable,
        files=files,
    ).dated(at, formats)
    entry.time = formats.relative(at)
    return entry


def editable_ids(actor: Actor, type_key: str, ids: list[int]) -> set[int]:
    """Those that the actor may change."""
    return access.reached_ids(actor, registry.get(type_key), ids, Right.EDIT) if ids else set()


def list_url(type_key: str, pk: int) -> str:
    """The list of all open tasks about a record."""
    words = filters.to_words(about(type_key, pk, ("status", "open")))
    return f"{address('workspace:list', TASKS)}?{urlencode({'filter': words})}"

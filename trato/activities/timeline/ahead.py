"""What stands above the history: tasks that are still to be done, and notes that somebody pinned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.http import urlencode

from trato.accounts.rights import Right
from trato.activities.timeline.entry import Entry
from trato.activities.timeline.texts import body
from trato.records import access, filters, rows
from trato.records.filters.tree import And, Node, Term
from trato.records.registry import registry
from trato.workspace.reader import record_url

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.records.rows import Row
    from trato.web.formats import Formats

MOST_TASKS = 20
MOST_PINNED = 20
TASKS, NOTES = "tasks", "notes"


def about(type_key: str, pk: int, *terms: tuple[str, str]) -> Node:
    """The filter for what is about a record."""
    parts = [
        Term(("about",), ":", (f"{type_key}/{pk}",)),
        *(Term((name,), ":", (value,)) for name, value in terms),
    ]
    return And(tuple(parts))


def knows(actor: Actor, type_key: str, *names: str) -> bool:
    """Whether the actor may read that type and those fields of it."""
    record_type = registry.get(type_key)
    known = access.readable_fields(actor, record_type)
    return access.may(actor, record_type, Right.READ) and all(name in known for name in names)


def open_tasks(actor: Actor, type_key: str, pk: int, limit: int = MOST_TASKS) -> rows.Page | None:
    """Tasks about a record that are still open, the soonest due first."""
    if not knows(actor, TASKS, "about", "status", "name", "due_on", "owner"):
        return None
    asked = about(type_key, pk, ("status", "open"))
    columns = ("name", "due_on", "priority", "owner")
    return rows.read(actor, TASKS, columns=columns, filter=asked, sort="due_on", limit=limit)


def upcoming_tasks(actor: Actor, record_type: RecordType, row: Row, formats: Formats) -> list[Entry]:
    page = open_tasks(actor, record_type.key, row.id)
    if page is None:
        return []
    editable = editable_ids(actor, TASKS, [task.id for task in page.rows])
    return [_task(task, actor, formats, editable=task.id in editable) for task in page.rows]


def _task(task: Row, actor: Actor, formats: Formats, *, editable: bool) -> Entry:
    due, owner = task["due_on"], task["owner"]
    return Entry(
        icon="task",
        kind=urgency(due, formats),
        title=task["name"] or "",
        url=record_url(TASKS, task.id),
        note=owner.label if owner is not None and owner.id != actor.user_id else "",
        time=formats.soon(due),
        iso=due.isoformat() if due else "",
        hint=formats.long_date(due),
        subject=(TASKS, task.id),
        open_task=True,
        editable=editable,
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
    editable = editable_ids(actor, NOTES, [note.id for note in found])
    return [_note(note, formats, editable=note.id in editable) for note in found]


def _note(note: Row, formats: Formats, *, editable: bool) -> Entry:
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
    ).dated(at, formats)
    entry.time = formats.relative(at)
    return entry


def editable_ids(actor: Actor, type_key: str, ids: list[int]) -> set[int]:
    """Those that the actor may change."""
    return access.visible_ids(actor, registry.get(type_key), ids, Right.EDIT) if ids else set()


def list_url(type_key: str, pk: int) -> str:
    """The list of all open tasks about a record."""
    words = filters.to_words(about(type_key, pk, ("status", "open")))
    return f"{reverse('workspace:list', args=[TASKS])}?{urlencode({'filter': words})}"

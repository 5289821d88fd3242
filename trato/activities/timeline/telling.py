"""Rows of the timeline become entries: who did what, with what is needed fetched for all of them at once."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from trato.accounts.rights import Right
from trato.activities.plans import RUNS
from trato.activities.timeline.ahead import CALLS, MEETINGS, NOTES, TASKS, editable_ids
from trato.activities.timeline.attachments import FILES, attached, file_line, lines
from trato.activities.timeline.entry import Entry
from trato.activities.timeline.subjects import Subjects
from trato.activities.timeline.talks import call_entry, meeting_entry
from trato.activities.timeline.texts import body
from trato.activities.timeline.ties import Ties, others
from trato.kernel.saying import gettext as _
from trato.records import access
from trato.records.effects.archiving import ARCHIVED
from trato.records.effects.timeline import CHANGED, CREATED, UNTIED
from trato.records.models import Change, ChangeSet
from trato.records.registry import registry
from trato.records.relations import RELATIONS
from trato.records.rows import titles
from trato.web.addresses import address
from trato.workspace.change_lines import lines_of
from trato.workspace.reader import record_url
from trato.workspace.sentences import sentence_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from trato.accounts.actor import Actor
    from trato.activities.timeline.entry import FileLine
    from trato.activities.timeline.row import TimelineRow
    from trato.records.record_type import RecordType
    from trato.records.rows import Row
    from trato.web.formats import Formats


class Teller:
    """Tells the rows of one page; what it fetched lasts as long as it does."""

    def __init__(
        self, actor: Actor, record_type: RecordType, row: Row, formats: Formats, kind: str = "all"
    ) -> None:
        self.actor, self.record_type, self.row, self.formats, self.kind = (
            actor,
            record_type,
            row,
            formats,
            kind,
        )
        self.own = (record_type.key, row.id)
        self.subjects = Subjects(actor, str(row.get(record_type.title) or ""))
        self.ties = Ties(actor, self.own, self.subjects)
        self.changes: dict[tuple[str, int, int], Change] = {}
        self.sets: dict[int, ChangeSet] = {}
        self.names: dict[int, str] = {}
        self.files_of: dict[int, list[FileLine]] = {}
        self.attached: set[int] = set()
        self.editable: dict[str, set[int]] = {}

    def tell(self, found: list[TimelineRow]) -> list[Entry]:
        """The entries of these rows; a row whose subject the reader may not see has none."""
        self._fetch(found)
        told = (self._entry(one) for one in self._in_one(found))
        return [entry for entry in told if entry is not None]

    def _in_one(self, found: list[TimelineRow]) -> list[TimelineRow]:
        """The rows without those of changes that an act of the same set tells in its own words."""
        acts = {_of_set(one): one for one in found if one.kind not in {CHANGED, CREATED, UNTIED}}
        acts = {at: one for at, one in acts.items() if sentence_of(one.kind, one.data) is not None}
        changed = {_of_set(one) for one in found if one.kind == CHANGED}
        said = {at for at in changed & acts.keys() if self.changes.get(at) is not None}
        return [one for one in found if one.kind != CHANGED or _of_set(one) not in said]

    def birth(self, at: datetime) -> Entry:
        """The record's own beginning."""
        author = self.row.get("created_by")
        who = author.label if author is not None else _("Trato")
        text = _("created %(this)s") % {"this": self.record_type.this or _("this record")}
        return Entry(icon="add", kind="small", who=who, text=text, subject=self.own).dated(at, self.formats)

    # what is needed, for all rows at once

    def _fetch(self, found: list[TimelineRow]) -> None:
        wanted = {(one.subject_type, one.subject_id) for one in found} - {self.own}
        attachments = self._fetch_attachments(wanted)
        files = {(FILES, file) for files in attachments.values() for file in files}
        self.subjects.load(wanted | files | others(found, self.own))
        self.ties.load(wanted)
        for note, some in attachments.items():
            self.files_of[note] = lines(self.subjects, some, self.formats)
        people = {one.actor_id for one in found if one.actor_id}
        self.names = titles("users", people) if people else {}
        self._fetch_changes(found)
        for key in (NOTES, TASKS, CALLS, MEETINGS):
            ids = [pk for kind, pk in wanted if kind == key and self.subjects.get(key, pk) is not None]
            self.editable[key] = editable_ids(self.actor, key, ids)

    def _fetch_attachments(self, wanted: set[tuple[str, int]]) -> dict[int, list[int]]:
        """Files that came with a note are shown in it, and not once more on their own."""
        notes = [pk for key, pk in wanted if key == NOTES]
        files = [pk for key, pk in wanted if key == FILES]
        found = attached(notes, files)
        if self.kind == "all":
            self.attached |= {file for note in notes for file in found.get(note, ())}
        return {note: some for note, some in found.items() if note in notes}

    def _fetch_changes(self, found: list[TimelineRow]) -> None:
        acts = {one.change_set_id for one in found if one.kind not in {CREATED, UNTIED}}
        self.sets = ChangeSet.objects.in_bulk(acts) if acts else {}
        changed = [one for one in found if one.kind == CHANGED]
        if not changed:
            return
        rows = Change.objects.filter(
            op=Change.CHANGE,
            change_set_id__in={one.change_set_id for one in changed},
            type__in={one.subject_type for one in changed},
            first_id__in={one.subject_id for one in changed},
        )
        self.changes = {(row.type, row.first_id, row.change_set_id): row for row in rows}

    @cached_property
    def _may_edit(self) -> bool:
        key, pk = self.own
        return pk in access.visible_ids(self.actor, registry.get(key), [pk], Right.EDIT)

    # one row

    def _entry(self, one: TimelineRow) -> Entry | None:
        subject = (one.subject_type, one.subject_id)
        if subject != self.own and self.subjects.get(*subject) is None:
            return None
        who = self.names.get(one.actor_id or 0) or _("Trato")
        if one.kind == CHANGED:
            entry = self._changed(one, subject)
        elif one.kind == CREATED:
            entry = self._created(subject, one.change_set_id)
        elif one.kind == UNTIED:
            entry = self.ties.untied(one.data)
        else:
            entry = self._event(one, subject)
        if entry is None:
            return None
        entry.who, entry.subject = who, subject
        return entry.dated(one.at, self.formats)

    def _created(self, subject: tuple[str, int], act: int) -> Entry | None:
        key, pk = subject
        if key == NOTES:
            return self._note(pk)
        if key == RELATIONS and subject != self.own:
            return self.ties.created(pk)
        if key == FILES:
            line = None if pk in self.attached else file_line(self.subjects, pk, self.formats)
            return None if line is None else Entry(icon="attach", text=_("added a file"), files=[line])
        if key in {CALLS, MEETINGS} and subject != self.own:
            tell = call_entry if key == CALLS else meeting_entry
            return tell(self.subjects, pk, self.formats, editable=pk in self.editable[key])
        entry = self._about(subject)
        if key == RUNS:
            entry.text = _("applied the plan")
            return entry
        if key == TASKS and subject != self.own and self.subjects.value(TASKS, pk, "run") is not None:
            return None  # the plan is told as a whole
        if key == TASKS:
            entry.icon, entry.text = "task", _("planned")
            is_open = self.subjects.value(TASKS, pk, "status") == "open"
            entry.editable = pk in self.editable[TASKS]
            entry.done_url = address("activities:done", pk) if is_open and entry.editable else ""
            due = self.subjects.value(TASKS, pk, "due_on")
            entry.note = _("due %(day)s") % {"day": self.formats.day(due)} if due else ""
            return entry
        entry.text, entry.note, entry.run = _("added"), f"· {registry.get(key).label}", (act, key)
        return entry

    def _note(self, pk: int) -> Entry | None:
        if self.subjects.value(NOTES, pk, "is_pinned"):
            return None  # it stands above, among the pinned
        shown, has_more = body(self.subjects.value(NOTES, pk, "body"))
        return Entry(
            icon="note",
            text=_("wrote a note"),
            url=record_url(NOTES, pk),
            body=shown,
            has_more=has_more,
            pinned=False,
            editable=pk in self.editable[NOTES],
            files=self.files_of.get(pk, []),
        )

    def _about(self, subject: tuple[str, int]) -> Entry:
        key = subject[0]
        entry = Entry(icon=registry.get(key).icon, kind="small")
        if subject == self.own:
            entry.title = str(self.row.get(self.record_type.title) or "")
        else:
            entry.title, entry.url = self.subjects.title(*subject), record_url(*subject)
        return entry

    def _event(self, one: TimelineRow, subject: tuple[str, int]) -> Entry | None:
        told = sentence_of(one.kind, one.data)
        if told is None:
            return None
        entry = self._about(subject)
        entry.text, entry.after = told
        if subject == self.own and self.record_type.this:  # its name stands over the page already
            entry.text, entry.title = f"{entry.text} {self.record_type.this}".strip(), ""
        change = self._changed(one, subject)
        if change is None and subject != self.own and self._is_taken_back(one):
            return None  # only the record itself tells that it was taken back
        if change is not None:
            entry.note = change.note
            if len(change.lines) > 1:  # the only one is what the act itself says
                entry.lines, entry.change = change.lines, change.change
        return entry

    def _changed(self, one: TimelineRow, subject: tuple[str, int]) -> Entry | None:
        change = self.changes.get((*subject, one.change_set_id))
        if change is None:
            return None
        own = subject == self.own
        current: Any = self.row if own and self._may_edit else None
        lines = lines_of(self.actor, change, self.formats, current=current)
        path = registry.get(subject[0]).page.path
        if not own:
            # That it moved says already which of its facts changed.
            lines = [replace(line, label="") for line in lines if line.name == path]
        if not lines:
            return None
        entry = self._about(subject)
        if own:
            entry.title = ""
        entry.lines, entry.change = lines, change.pk
        found = self.sets.get(one.change_set_id)
        entry.text = _("changed") if own else _("moved")
        if found is not None and found.kind == "undo":
            entry.text = _("did a change again:") if found.does_again else _("took back a change:")
        elif len(lines) == 1 and lines[0].is_of_bin:
            entry.text, entry.lines = self._put_away(change), []
        entry.note = self._through(found)
        return entry

    def _put_away(self, change: Change) -> str:
        """Said as what somebody did, since it is no field that changed."""
        text = (
            _("put %(this)s into the bin") if (change.after or {})[ARCHIVED] else _("brought %(this)s back")
        )
        return text % {"this": self.record_type.this or _("this record")}

    def _is_taken_back(self, one: TimelineRow) -> bool:
        act = self.sets.get(one.change_set_id)
        return act is not None and act.state == ChangeSet.UNDONE

    def _through(self, found: ChangeSet | None) -> str:
        return told_surface(found.via) if found is not None else ""


def _of_set(one: TimelineRow) -> tuple[str, int, int]:
    return one.subject_type, one.subject_id, one.change_set_id


def told_surface(via: str) -> str:
    """Through which surface somebody acted, where it was not a screen."""
    words = {
        "api": _("by the API"),
        "command line": _("by the command line"),
        "import": _("by an import"),
        "system": _("by itself"),
    }
    return words.get(via, "")


def people(ids: Iterable[int | None]) -> dict[int, str]:
    """What these users are called."""
    wanted = {pk for pk in ids if pk}
    return titles("users", wanted) if wanted else {}

"""What the composer on a record's page makes of a text: a note with files, a call, a meeting, a task."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _

from trato.activities.models.meeting import USUAL, later
from trato.activities.timeline.ahead import CALLS, CONTACTS, MEETINGS, NOTES, TASKS
from trato.records import access, actions, rows
from trato.records.carrying import abouts
from trato.records.contexts import context_for
from trato.records.errors import Invalid
from trato.records.fields.moment import DateTimeField
from trato.records.of_rooms import modules_named
from trato.records.registry import registry
from trato.records.work import together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from django.core.files.uploadedfile import UploadedFile

    from trato.accounts.actor import Actor

LONGEST_NAME = 250
#: How many minutes a meeting may take that is planned in one line.
LENGTHS = ("15", "30", "45", "60", "90", "120", "180", "240", "480")

#: Where a line may name somebody.
_AT = re.compile(r"(?<![\w@./])@\w")

About = list[dict[str, Any]]


@dataclass
class Draft:
    """What somebody wrote, kept as it is until it can be saved."""

    kind: str = NOTES
    text: str = ""
    #: What was chosen beside the text, by the names of the fields.
    given: Mapping[str, str] = field(default_factory=dict)
    #: The kind of what was logged just before, to which this is the answer of "what next?".
    after: str = ""
    files: Sequence[UploadedFile[Any]] = field(default_factory=tuple)


class Keeper(Protocol):
    """How the room of files takes uploads: stored first, made records inside the caller's transaction."""

    def __call__(
        self, actor: Actor, uploads: Sequence[UploadedFile[Any]]
    ) -> AbstractContextManager[Callable[[About], list[int]]]: ...


@cache
def keeper() -> Keeper | None:
    """The room that keeps files, found by its `attachments.py`; None where there is none."""
    return next((module.keeping for module in modules_named("attachments")), None)


def save(actor: Actor, type_key: str, pk: int, draft: Draft) -> int:
    """Make what was written about a record, as one act; its id. Raises Invalid, Denied."""
    about = _told(actor, type_key, pk)
    if draft.kind == CALLS:
        with together(actor, f"{CALLS}.create"):
            call = actions.create(actor, CALLS, {**_call(actor, draft), "about": about})
            _follow_up(actor, draft, about)
        return call
    if not draft.text.strip() and not draft.files:
        raise Invalid(_("Write something first."), field="text")
    if draft.kind == TASKS:
        return actions.create(actor, TASKS, {**named(draft.text), **_task(actor, draft), "about": about})
    if draft.kind == MEETINGS:
        guests = {"attendees": [one for one in about if one["type"] == CONTACTS]}
        return actions.create(actor, MEETINGS, {**_meeting(actor, draft), **guests, "about": about})
    text = draft.text.strip() or ", ".join(str(one.name) for one in draft.files)
    with _kept(actor, draft.files) as attach, together(actor, f"{NOTES}.create"):
        note = actions.create(actor, NOTES, {"body": text, "about": about})
        attach([*about, {"type": NOTES, "id": note}])
        _follow_up(actor, draft, about, text)
    return note


def _told(actor: Actor, type_key: str, pk: int) -> About:
    """What something written on a record's page is about: the record, and where it is itself about others,
    as a call is, these too, as far as the writer sees them.
    """
    record_type = registry.get(type_key)
    known = access.readable_fields(actor, record_type)
    names = [field.name for field in abouts(record_type) if field.name in known]
    row = rows.one(actor, type_key, pk, columns=names) if names else {}
    wanted: dict[str, list[int]] = {}
    for ref in dict.fromkeys(one for name in names for one in row[name]):
        if ref.id and registry.knows(ref.type) and registry.get(ref.type).is_noted:
            wanted.setdefault(ref.type, []).append(ref.id)
    about: About = [{"type": type_key, "id": pk}]
    for key, ids in wanted.items():
        seen = access.visible_ids(actor, registry.get(key), ids)
        about += [{"type": key, "id": one} for one in ids if one in seen]
    return about


def _follow_up(actor: Actor, draft: Draft, about: About, text: str = "") -> None:
    """The task by which it is taken up again, if a day for that was chosen."""
    if day := draft.given.get("follow_up", ""):
        task = {"name": _("Follow up"), "body": text or draft.text.strip(), "due_on": day, "about": about}
        actions.create(actor, TASKS, task)


def _task(actor: Actor, draft: Draft) -> dict[str, Any]:
    given = draft.given
    day, hour = given.get("due_on", ""), given.get("due_time", "")
    if hour and not day:
        raise Invalid(_("Say the day, too."), field="due_on")
    chosen: dict[str, Any] = {"due_on": day, "repeat": given.get("repeat", "")}
    if hour:
        chosen["due_at"] = _moment(actor, f"{day}T{hour}", "due_on")
    return {**chosen, **({"kind": given["kind_of"]} if given.get("kind_of") else {})}


def _call(actor: Actor, draft: Draft) -> dict[str, Any]:
    """A call as it was logged; one that is still to come has no outcome yet."""
    given = {name: draft.given.get(name, "") for name in ("direction", "outcome", "duration")}
    told, shown = draft.given.get("started_at", ""), draft.given.get("shown_at", "")
    # The moment that stood there by itself is the present one; by now it is another.
    started = _moment(actor, "" if told == shown else told, "started_at")
    if started is not None and started > timezone.now():
        given |= {"outcome": "", "duration": ""}
    return {**given, "started_at": started, **named(draft.text)}


def _meeting(actor: Actor, draft: Draft) -> dict[str, Any]:
    start = _moment(actor, draft.given.get("starts_at", ""), "starts_at")
    if start is None:
        raise Invalid(_("Say when the meeting begins."), field="starts_at")
    minutes = draft.given.get("minutes", "")
    length = timedelta(minutes=int(minutes)) if minutes in LENGTHS else USUAL
    chosen = {"starts_at": start, "ends_at": later(start, length), "place": draft.given.get("place", "")}
    return {**named(draft.text), **chosen}


def _moment(actor: Actor, text: str, name: str) -> datetime | None:
    """The instant that somebody chose, on the clock of their own zone. Raises Invalid."""
    found: datetime | None = DateTimeField(name, "").parse(text, context_for(actor))
    return found


@contextmanager
def _kept(actor: Actor, files: Sequence[UploadedFile[Any]]) -> Iterator[Callable[[About], list[int]]]:
    keep = keeper()
    if not files or keep is None:
        yield lambda _about: []
        return
    with keep(actor, files) as attach:
        yield attach


def named(text: str) -> dict[str, str]:
    """A task's first line is its name, the rest its details; a very long one, or one with people, is both."""
    first, _newline, rest = text.replace("\0", "").strip().partition("\n")
    first = first.strip()
    if len(first) > LONGEST_NAME:
        return {"name": f"{first[: LONGEST_NAME - 1]}…", "body": text.strip()}
    if _AT.search(first):
        return {"name": first, "body": text.strip()}
    return {"name": first, "body": rest.strip()}

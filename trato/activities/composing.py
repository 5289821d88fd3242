"""What the composer on a record's page makes of a text: a note with its files, or a task."""

from __future__ import annotations

from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

from django.apps import apps
from django.utils.translation import gettext as _

from trato.activities.timeline.ahead import NOTES, TASKS
from trato.records import actions
from trato.records.errors import Invalid
from trato.records.transactions import write_transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from django.core.files.uploadedfile import UploadedFile

    from trato.accounts.actor import Actor

LONGEST_NAME = 250

About = list[dict[str, Any]]


@dataclass
class Draft:
    """What somebody wrote, kept as it is until it can be saved."""

    kind: str = NOTES
    text: str = ""
    due_on: str = ""
    files: Sequence[UploadedFile[Any]] = field(default_factory=tuple)


class Keeper(Protocol):
    """How the room of files takes uploads: stored first, made records inside the caller's transaction."""

    def __call__(
        self, actor: Actor, uploads: Sequence[UploadedFile[Any]]
    ) -> AbstractContextManager[Callable[[About], list[int]]]: ...


@cache
def keeper() -> Keeper | None:
    """The room that keeps files, found by its `attachments.py`; None where there is none."""
    for app in apps.get_app_configs():
        name = f"{app.name}.attachments"
        if app.name.startswith("trato.") and find_spec(name):
            found: Keeper = import_module(name).keeping
            return found
    return None


def save(actor: Actor, type_key: str, pk: int, draft: Draft) -> int:
    """Make the note or the task about a record; its id. Raises Invalid, Denied."""
    if not draft.text.strip() and not draft.files:
        raise Invalid(_("Write something first."), field="text")
    about: About = [{"type": type_key, "id": pk}]
    if draft.kind == TASKS:
        return actions.create(actor, TASKS, {**named(draft.text), "due_on": draft.due_on, "about": about})
    text = draft.text.strip() or ", ".join(str(one.name) for one in draft.files)
    with _kept(actor, draft.files) as attach, write_transaction():
        note = actions.create(actor, NOTES, {"body": text, "about": about})
        attach([*about, {"type": NOTES, "id": note}])
    return note


@contextmanager
def _kept(actor: Actor, files: Sequence[UploadedFile[Any]]) -> Iterator[Callable[[About], list[int]]]:
    keep = keeper()
    if not files or keep is None:
        yield lambda _about: []
        return
    with keep(actor, files) as attach:
        yield attach


def named(text: str) -> dict[str, str]:
    """A task's first line is its name, the rest its details; a very long line is both."""
    first, _newline, rest = text.replace("\0", "").strip().partition("\n")
    first = first.strip()
    if len(first) > LONGEST_NAME:
        return {"name": f"{first[: LONGEST_NAME - 1]}…", "body": text.strip()}
    return {"name": first, "body": rest.strip()}

"""The way under a record's title: the values of one field as steps that a click moves it to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.records import access, rows
from trato.records.filters import Term
from trato.records.registry import registry
from trato.records.stays import stays
from trato.records.values import Ref
from trato.workspace.pages.fields import parent_link
from trato.workspace.reader import capitalized, record_url

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.rows import Row
    from trato.web.formats import Formats

MOST_STEPS = 12
OPEN = "open"


@dataclass
class Path:
    """The steps, where the record stands, and the ends."""

    name: str
    label: str
    now: str = ""
    position: str = ""
    steps: list[dict[str, Any]] = field(default_factory=list)
    ends: list[dict[str, Any]] = field(default_factory=list)
    #: Whether a click may move the record.
    may_move: bool = False


def path_of(
    actor: Actor, record_type: RecordType, row: Row, formats: Formats, *, may_edit: bool
) -> Path | None:
    """The path that the declaration asks for, if the record has one."""
    shown = access.readable_fields(actor, record_type).get(record_type.page.path)
    if shown is None:
        return None
    value = row[shown.name]
    path = Path(shown.name, capitalized(shown.label))
    path.may_move = may_edit and shown.editable and access.may_write(actor, record_type, shown.name)
    if isinstance(value, Ref) and value.id is not None:
        steps = _linked_steps(actor, shown, value)
    else:
        steps = [(known, capitalized(label), OPEN) for known, label in shown.choices]
    current = value.id if isinstance(value, Ref) else value
    _lay(path, steps, current, f"{record_url(record_type.key, row.id)}/move")
    _say_how_long(path, record_type, row, formats)
    return path if path.steps else None


def _linked_steps(actor: Actor, shown: Field, value: Ref) -> list[tuple[Any, str, str]]:
    """The records of the link's type that belong to the same parent, in order: id, name, outcome."""
    target = registry.get(shown.target)
    outcome = ("kind",) if target.portrait == "stage" else ()
    parent = parent_link(actor, target)
    wanted = None
    if parent:
        above = rows.one(actor, target.key, value.id or 0, columns=(parent,))[parent]
        wanted = Term((parent,), "=", (str(above.id),)) if above else None
    found = rows.read(
        actor, target.key, columns=(target.title, *outcome), filter=wanted, limit=MOST_STEPS
    ).rows
    return [(row.id, str(row[target.title]), row["kind"] if outcome else OPEN) for row in found]


def _say_how_long(path: Path, record_type: RecordType, row: Row, formats: Formats) -> None:
    """Under each step, for how many days the record stood there."""
    days: dict[Any, timedelta] = {}
    for stay in stays(record_type.key, row.id, path.name):
        key = stay.value.id if isinstance(stay.value, Ref) else stay.value
        days[key] = days.get(key, timedelta()) + stay.length
    for step in path.steps:
        if step["value"] in days and step["state"]:
            step["note"] = formats.days(days[step["value"]].days)


def _lay(path: Path, steps: list[tuple[Any, str, str]], current: Any, url: str) -> None:
    """Steps that are behind are done; what closes the path stands at its end."""
    open_steps = [step for step in steps if step[2] == OPEN]
    outcome = next((kind for key, _label, kind in steps if key == current), OPEN)
    place = next((at for at, step in enumerate(open_steps) if step[0] == current), None)
    for at, (key, label, _kind) in enumerate(open_steps):
        is_done = outcome == "won" or (place is not None and at < place)
        state = "now" if key == current else "done" if is_done else ""
        path.steps.append({"label": label, "value": key, "url": url if path.may_move else "", "state": state})
    for key, label, kind in steps:
        if kind != OPEN and (path.may_move or key == current):
            path.ends.append(
                {
                    "label": label,
                    "value": key,
                    "url": url,
                    "current": key == current,
                    "icon": "check" if kind == "won" else "x",
                    "kind": "good" if kind == "won" else "bad",
                }
            )
    path.now = next((label for key, label, _kind in steps if key == current), "")
    if place is not None:
        path.position = _("%(place)s of %(number)s") % {"place": place + 1, "number": len(open_steps)}

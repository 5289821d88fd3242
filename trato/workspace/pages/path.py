"""The way under a record's title: the values of one field as steps that a click moves it to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trato.records import access, rows
from trato.records.filters import Term
from trato.records.registry import registry
from trato.records.stays import stays
from trato.records.values import Ref
from trato.workspace.pages.ends import OPEN, WON, marked
from trato.workspace.parents import parent_link
from trato.workspace.quiet import quiet
from trato.workspace.reader import capitalized, record_url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.rows import Row
    from trato.records.stays import Stay
    from trato.web.formats import Formats
    from trato.workspace.cells import Cells

MOST_STEPS = 12


@dataclass
class Path:
    """The steps, where the record stands, and the ends."""

    name: str
    label: str
    now: str = ""
    position: str = ""
    steps: list[dict[str, Any]] = field(default_factory=list)
    ends: list[dict[str, Any]] = field(default_factory=list)
    #: Of a record that got no further: in which step it ended, and why.
    why: str = ""
    #: Whether a click may move the record.
    may_move: bool = False
    #: What opens again a record that has ended: a label, a url, an icon; it stands where one ends it.
    reopen: dict[str, str] | None = None


def path_of(cells: Cells, record_type: RecordType, row: Row, *, may_edit: bool) -> Path | None:
    """The path that the declaration asks for, if the record has one."""
    actor = cells.actor
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
    been = stays(record_type.key, row.id, path.name)
    _lay(path, steps, _key(value), f"{record_url(record_type.key, row.id)}/move")
    _say_where_it_ended(path, steps, been)
    _say_how_long(path, been, cells.formats)
    _say_if_quiet(path, cells, record_type, row)
    path.why = _why(path, cells, record_type, row)
    path.reopen = _reopen(path, record_type, row)
    return path if path.steps else None


def _key(value: Any) -> Any:
    return value.id if isinstance(value, Ref) else value


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


def _say_how_long(path: Path, been: Sequence[Stay], formats: Formats) -> None:
    """In each step behind, for how many days in all; where it stands, since it came, in words besides."""
    days: dict[Any, timedelta] = {}
    for stay in been[:-1]:
        key = _key(stay.value)
        days[key] = days.get(key, timedelta()) + stay.length
    days |= {_key(stay.value): stay.length for stay in been[-1:]}
    for step in path.steps:
        if step["value"] in days and step["state"]:
            spent = days[step["value"]].days
            step["note"] = formats.days(spent)
            if step["state"] == "now":
                here = ngettext("%(count)s day here", "%(count)s days here", spent)
                path.position += f" · {here % {'count': formats.number(spent)}}"


def _say_if_quiet(path: Path, cells: Cells, record_type: RecordType, row: Row) -> None:
    """In the step where it stands, for how long nothing was heard of it, if that is too long."""
    board, value = record_type.board, row[path.name]
    now = next((step for step in path.steps if step["state"] == "now"), None)
    if now is None or not isinstance(value, Ref) or board is None or not board.stale_after:
        return
    days = getattr(cells.stages.get((value.type, value.id or 0)), board.stale_after, None)
    asked = [(row.id, days, row.get(board.since))]
    now["quiet"] = quiet(record_type.key, asked, timezone.now()).get(row.id, "")


def _say_where_it_ended(path: Path, steps: list[tuple[Any, str, str]], been: Sequence[Stay]) -> None:
    """Of a record that was lost: the steps behind it, and the one in which that happened."""
    kind = next((kind for key, _label, kind in steps if been and key == _key(been[-1].value)), OPEN)
    places = {step["value"]: at for at, step in enumerate(path.steps)}
    last = next((places[key] for stay in reversed(been) if (key := _key(stay.value)) in places), None)
    if kind in {OPEN, WON} or last is None:
        return
    for step in path.steps[:last]:
        step["state"] = "done"
    path.steps[last]["state"] = "lost"


def _why(path: Path, cells: Cells, record_type: RecordType, row: Row) -> str:
    """How a record that was lost ended: where, and the reason that was given for it."""
    end = next((end for end in path.ends if end["current"] and end["outcome"] != WON), None)
    if end is None:
        return ""
    step = next((step["label"] for step in path.steps if step["state"] == "lost"), "")
    if not step and record_type.ending is not None:  # the head says the rest
        return ""
    told = _("%(outcome)s in %(stage)s") % {"outcome": end["label"], "stage": step} if step else end["label"]
    known = access.readable_fields(cells.actor, record_type)
    asked = [name for verb in record_type.verbs if verb.outcome == end["outcome"] for name in verb.asks]
    reasons = [cells.text(known[name], row[name]) for name in asked if name in known and row[name]]
    return " · ".join([told, *reasons[:1]])


def _reopen(path: Path, record_type: RecordType, row: Row) -> dict[str, str] | None:
    """The act that leads back from where the path has ended, where its type has one."""
    if not path.may_move or not any(end["current"] for end in path.ends):
        return None
    verb = next((verb for verb in record_type.verbs if verb.outcome == OPEN), None)
    if verb is None or (verb.when is not None and not verb.when(row)):
        return None
    url = f"{record_url(record_type.key, row.id)}/verbs/{verb.name}"
    return {"label": str(verb.label), "url": url, "icon": verb.icon}


def _lay(path: Path, steps: list[tuple[Any, str, str]], current: Any, url: str) -> None:
    """Steps that are behind are done; what closes the path stands at its end."""
    open_steps = [step for step in steps if step[2] == OPEN]
    outcome = next((kind for key, _label, kind in steps if key == current), OPEN)
    place = next((at for at, step in enumerate(open_steps) if step[0] == current), None)
    for at, (key, label, _kind) in enumerate(open_steps):
        is_done = outcome == WON or (place is not None and at < place)
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
                    **marked(kind),
                }
            )
    path.now = next((label for key, label, _kind in steps if key == current), "")
    if place is not None:
        path.position = _("%(place)s of %(number)s") % {"place": place + 1, "number": len(open_steps)}

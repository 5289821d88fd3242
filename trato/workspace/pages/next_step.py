"""The one next step of a record: what is planned about it first, or that nothing is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trato.accounts.rights import Right
from trato.records import access, day
from trato.records.registry import registry
from trato.records.upcoming import is_planned, upcoming
from trato.web.addresses import address
from trato.workspace.planned import spoken
from trato.workspace.reader import list_url, record_url

if TYPE_CHECKING:
    from trato.records.record_type import RecordType
    from trato.records.rows import Row
    from trato.records.upcoming import Upcoming
    from trato.workspace.cells import Cells
    from trato.workspace.pages.actions import RecordActions
    from trato.workspace.pages.path import Path

#: When it is time for it; what comes later need not be put off.
DUE = ("overdue", "today")


@dataclass
class NextStep:
    """The band under a record's head."""

    when: str
    text: str
    icon: str = "clock"
    time: str = ""
    url: str = ""
    #: What finishes it: label, url, icon, and whether it asks for more.
    act: dict[str, Any] | None = None
    #: What puts it off as My day does, where it is due and its day can be moved.
    later: dict[str, Any] | None = None
    #: What plans something, where nothing is planned.
    plan: dict[str, Any] | None = None


def next_step(
    cells: Cells, record_type: RecordType, row: Row, path: Path | None, actions: RecordActions
) -> NextStep | None:
    """The next step of a record that is not over; where nothing is planned, what is on its way says so."""
    is_over = row.is_archived or (path is not None and any(end["current"] for end in path.ends))
    if is_over or not is_planned(record_type):
        return None
    planned = upcoming(cells.actor, record_type.key, [row.id]).get(row.id)
    if planned is None and path is None:
        return None
    step = NextStep(**spoken(cells.formats, planned))
    if planned is None:
        step.plan = _plan(actions)
        return step
    step.icon, step.url = planned.icon, record_url(planned.type_key, planned.record_id)
    target = registry.get(planned.type_key)
    if access.reached_ids(cells.actor, target, [planned.record_id], Right.EDIT):
        step.act = _act(target, planned.record_id, step.url)
        step.later = _later(planned) if step.when in DUE else None
    return step


def _act(target: RecordType, pk: int, url: str) -> dict[str, Any] | None:
    """What finishes it: the first thing that its type offers."""
    verb = next((one for one in target.verbs if one.shown), None)
    if verb is None:
        return None
    return {
        "label": str(verb.label),
        "icon": verb.icon,
        "url": address(verb.screen, pk) if verb.screen else f"{url}/verbs/{verb.name}",
        "asks": bool(verb.asks or verb.screen),
    }


def _later(planned: Upcoming) -> dict[str, Any] | None:
    """The line of My day that would be put off."""
    queue = next((one for one in day.queues() if one.mover(planned.type_key)), None)
    return None if queue is None else {"queue": queue.key, "type": planned.type_key, "id": planned.record_id}


def _plan(actions: RecordActions) -> dict[str, Any] | None:
    """The head's own way to the form of what the first queue of My day holds."""
    wanted = next((list_url(one.type_key) for one in day.queues()), None)
    found = (one for one in actions.links if wanted and one.get("dialog") and one["url"].startswith(wanted))
    return next(found, None)

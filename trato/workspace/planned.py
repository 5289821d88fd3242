"""What is planned next, in the words of a card, a row and a record's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from trato.kernel.saying import gettext as _
from trato.records import day
from trato.records.access import may_create
from trato.records.registry import registry
from trato.workspace.address import SAFE
from trato.workspace.reader import list_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.records.upcoming import Upcoming
    from trato.web.formats import Formats


def spoken(formats: Formats, planned: Upcoming | None) -> dict[str, Any]:
    """When, what and at which time, as a card says it."""
    if planned is None or planned.state == "none":
        return {"when": "none", "text": _("Nothing planned")}
    at = planned.at
    time = formats.soon(at) if at else ""
    if hasattr(at, "hour") and planned.state == "today":
        time = formats.time(at)  # type: ignore[arg-type]  # a moment, as asked above
    return {"when": planned.state, "text": planned.title, "time": time}


def next_cell(formats: Formats, planned: Upcoming) -> dict[str, Any]:
    """The same in a cell, which may cut it short; whole, and when exactly, on a rest of the pointer."""
    told = spoken(formats, planned)
    if told["when"] == "none":
        return {"kind": "next", **told}
    when = formats.hint(planned.at) if planned.at else ""
    return {"kind": "next", **told, "hint": told["text"], "time_hint": when}


def planned_by(actor: Actor) -> RecordType | None:
    """The type by which something is planned: that of the first queue of My day, where one may make it."""
    key = next((one.type_key for one in day.queues()), "")
    found = registry.get(key) if registry.knows(key) else None
    return found if found is not None and may_create(actor, found) else None


def plan_url(planned: RecordType, about: Iterable[tuple[str, int]]) -> str:
    """The form that plans something about these records."""
    keys = [("about", f"{type_key}/{pk}") for type_key, pk in about]
    return f"{list_url(planned.key)}new?{urlencode(keys, safe=SAFE)}"

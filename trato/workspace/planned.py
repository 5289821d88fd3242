"""What is planned next, in the words of a card, a row and a record's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trato.kernel.saying import gettext as _

if TYPE_CHECKING:
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

"""How a timeline tells calls and meetings: what came of them, how long they took, what was said."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import pgettext

from trato.activities.models import Call, Meeting
from trato.activities.timeline.ahead import CALLS, MEETINGS, soon
from trato.activities.timeline.entry import Entry
from trato.activities.timeline.texts import body
from trato.kernel.mentions import spoken
from trato.kernel.saying import gettext as _
from trato.records.registry import registry
from trato.workspace.reader import record_url

if TYPE_CHECKING:
    from datetime import datetime

    from trato.activities.timeline.subjects import Subjects
    from trato.web.formats import Formats

#: What was logged within so long of its beginning was when it was logged.
SOON = timedelta(hours=1)


def call_entry(subjects: Subjects, pk: int, formats: Formats, *, editable: bool) -> Entry:
    """A call: who called whom is its text, its outcome the link to it."""
    outcome, direction, minutes, at = (
        subjects.value(CALLS, pk, name) for name in ("outcome", "direction", "duration", "started_at")
    )
    entry = _talk(subjects, CALLS, pk, editable=editable)
    if not outcome:
        time = soon(at, formats)
        entry.note, entry.body = time if entry.title else "", entry.body.__class__()
        entry.text, entry.title = _("planned a call:"), entry.title or time
        return entry
    made = pgettext("call", "called:") if direction != Call.IN else pgettext("call", "took a call:")
    entry.text, entry.title = made, str(registry.get(CALLS).fields["outcome"].to_text(outcome))
    when = "" if _is_said(subjects, CALLS, pk, at) else formats.relative(at)
    entry.note = " · ".join(filter(None, (_minutes(minutes), when)))
    entry.kind = "good" if outcome == Call.CONNECTED else ""
    return entry


def meeting_entry(subjects: Subjects, pk: int, formats: Formats, *, editable: bool) -> Entry:
    """A meeting: planned, held, or why not."""
    outcome, at, place = (subjects.value(MEETINGS, pk, name) for name in ("outcome", "starts_at", "place"))
    entry = _talk(subjects, MEETINGS, pk, editable=editable)
    entry.note = " · ".join(filter(None, (soon(at, formats) if at else "", place)))
    if outcome == Meeting.HELD:
        if _is_said(subjects, MEETINGS, pk, at):
            entry.note = place
        entry.text, entry.kind = pgettext("meeting", "met:"), "good"
        return entry
    entry.text, entry.kind = _("planned a meeting:"), "small"
    if outcome and outcome != Meeting.PLANNED:
        entry.after = str(registry.get(MEETINGS).fields["outcome"].to_text(outcome))
    return entry


def _is_said(subjects: Subjects, key: str, pk: int, at: datetime | None) -> bool:
    """Whether the line's own hour tells when it was: it was logged about then."""
    return at is None or abs(subjects.value(key, pk, "created_at") - at) < SOON


def _talk(subjects: Subjects, key: str, pk: int, *, editable: bool) -> Entry:
    name = subjects.name(key, pk)
    text = str(subjects.value(key, pk, "body") or "")
    begins = spoken(text).startswith(name.removesuffix("…"))
    said = text if key == MEETINGS or begins else f"{name}\n{text}"
    shown, has_more = body(said)
    entry = Entry(icon=registry.get(key).icon, url=record_url(key, pk), body=shown, has_more=has_more)
    entry.title, entry.editable = name, editable
    return entry


def _minutes(minutes: int | None) -> str:
    return _("%(count)s min") % {"count": minutes} if minutes else ""

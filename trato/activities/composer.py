"""The composer as its template shows it: the kinds, and what each asks for beside the text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.dateformat import format as django_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from trato.activities.composing import LENGTHS
from trato.activities.meeting_times import usual_start
from trato.activities.models import Call, Task
from trato.activities.timeline.ahead import CALLS, MEETINGS, NOTES, TASKS
from trato.records import snapshot
from trato.workspace import repeats
from trato.workspace.pages.fields import people_offered
from trato.workspace.reader import capitalized

if TYPE_CHECKING:
    from datetime import date

    from trato.activities.composing import Draft
    from trato.kernel.office_hours import OfficeHours
    from trato.web.formats import Formats

#: What is asked for beside the text, by the names of the inputs.
FIELDS = (
    "follow_up",
    "due_on",
    "due_time",
    "kind_of",
    "repeat",
    "direction",
    "outcome",
    "duration",
    "started_at",
    "shown_at",
    "starts_at",
    "minutes",
    "place",
)
#: When one of these is over, people are asked what comes next.
TALKS = frozenset({CALLS, MEETINGS, TASKS})


@dataclass
class Composer:
    """What one writes in, and about what."""

    draft: Draft
    error: str
    kinds: list[str]
    action: str
    place: str
    attaches: bool
    formats: Formats
    is_aside: bool = False

    @property
    def options(self) -> list[dict[str, object]]:
        """The kinds to choose from; choosing keeps the text."""
        shown = {
            NOTES: (_("Note"), "note"),
            CALLS: (_("Log call"), "call"),
            MEETINGS: (_("Meeting"), "meeting"),
            TASKS: (_("Task"), "task"),
        }
        kinds = [kind for kind in self.kinds if not self.draft.after or kind in {TASKS, MEETINGS}]
        return [
            {
                "label": shown[kind][0],
                "icon": shown[kind][1],
                "url": self._url(kind),
                "current": kind == self.draft.kind,
                "writes": kind,
            }
            for kind in kinds
        ]

    def _url(self, kind: str) -> str:
        asked = {"write": kind, **({"after": self.draft.after} if self.draft.after else {})}
        return f"{self.action}?{urlencode(asked)}"

    @property
    def people(self) -> dict[str, str]:
        """After @ the text offers them."""
        return people_offered()

    @property
    def over(self) -> str:
        """What is said of that after which this comes."""
        return _("Done. What next?") if self.draft.after == TASKS else _("Logged. What next?")

    @property
    def placeholder(self) -> str:
        if self.draft.after:
            return _("What comes next?")
        words = {
            NOTES: _("What happened? Name colleagues with @"),
            CALLS: _("What was said?"),
            MEETINGS: _("What is the meeting about?"),
            TASKS: _("What is to be done?"),
        }
        return words[self.draft.kind]

    def value(self, name: str) -> str:
        """What stands in an input: what was given, else what is likely."""
        now = self.formats.now.replace(tzinfo=None).isoformat(timespec="minutes")
        return self.draft.given.get(name) or {
            "outcome": Call.CONNECTED,
            "direction": Call.OUT,
            "minutes": "60",
            "kind_of": Task.TO_DO,
            "due_on": self.next_day(1 if self.draft.after else 0).isoformat(),
            "started_at": now,
            "shown_at": now,
            "starts_at": self._usual_start(),
        }.get(name, "")

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in Call._meta.get_field("outcome").flatchoices]

    @property
    def directions(self) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in Call._meta.get_field("direction").flatchoices]

    @property
    def kinds_of_task(self) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in Task._meta.get_field("kind").flatchoices]

    @property
    def repeats(self) -> list[tuple[str, str]]:
        return [(rule, capitalized(label)) for rule, label in repeats.choices(self.value("repeat"))]

    @property
    def lengths(self) -> list[tuple[str, str]]:
        """How long meetings take."""
        hours = {"60": _("1 hour"), "120": _("2 hours"), "180": _("3 hours"), "240": _("4 hours")}
        hours["480"] = _("8 hours")
        return [(one, hours.get(one) or _("%(count)s min") % {"count": one}) for one in LENGTHS]

    @property
    def quick_days(self) -> list[tuple[str, str, str]]:
        return quick_days(self.formats)

    @property
    def follow_ups(self) -> list[tuple[str, str]]:
        """The days on which a note or a call may be followed up, for those who may plan tasks."""
        days = quick_days(self.formats) if TASKS in self.kinds else []
        return [(day, _("Follow up: %(day)s") % {"day": label}) for day, label, _hint in days]

    def next_day(self, count: int) -> date:
        """So many days ahead, and on to the next working day."""
        return self._hours.next_day(self.formats.today + timedelta(days=count))

    @property
    def _hours(self) -> OfficeHours:
        return snapshot.current().workspace.hours

    def _usual_start(self) -> str:
        """On this person's clock; after a talk, not today."""
        begins = usual_start(self.formats.time_zone, is_later=bool(self.draft.after))
        return begins.replace(tzinfo=None).isoformat(timespec="minutes")


def quick_days(formats: Formats) -> list[tuple[str, str, str]]:
    """Days to choose with one click: the day, what it is called, and which it is."""
    hours = snapshot.current().workspace.hours
    labels = {1: _("Tomorrow"), 3: _("In 3 days"), 7: _("Next week")}
    found: dict[date, str] = {}
    for count, label in labels.items():
        day = hours.next_day(formats.today + timedelta(days=count))
        away = (day - formats.today).days
        found.setdefault(day, label if away == count else capitalized(django_format(day, "l")))
    return [(day.isoformat(), label, formats.long_date(day)) for day, label in found.items()]

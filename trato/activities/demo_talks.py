"""Calls and meetings of the demo: those that were, and what the signed-in person has before them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from trato.activities.demo_desk import DATA, Desk, Subject, filled, sentences
from trato.activities.models import Call, Meeting, Task
from trato.kernel.weekdays import office_moment, weekday_from
from trato.records.contexts import context_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.records.touched import Touched
    from trato.records.values import Ref

TALKS = DATA / "demo_talks.csv"
OUTCOMES, OFTEN = (Call.CONNECTED, Call.MESSAGE, Call.NO_ANSWER, Call.BUSY), (12, 4, 4, 1)
ENDED, ENDED_OFTEN = (Meeting.HELD, Meeting.NO_SHOW, Meeting.CANCELLED), (12, 1, 2)
#: What the signed-in person has planned: what it is, in how many days, at which hour, and for how long.
WEEK = (
    ("calls", 0, time(9, 30), 0),
    ("meetings", 0, time(11), 60),
    ("tasks", 0, time(14), 0),
    ("meetings", 0, time(15, 30), 45),
    ("calls", 1, time(10), 0),
    ("meetings", 1, time(13), 90),
    ("meetings", 2, time(9), 60),
    ("calls", 3, time(16), 0),
    ("meetings", 4, time(12), 60),
    ("tasks", 4, time(17), 0),
)


class Talks(Desk):
    """The desk with a telephone and a visitors' chair."""

    def called(self, subject: Subject, *also: Ref, until: date | None = None) -> Touched:
        """A call between the subject's beginning and now, or until then."""
        outcome = self.dice.choices(OUTCOMES, OFTEN)[0]
        text = self.dice.choice(sentences(TALKS, outcome))
        is_talk = outcome == Call.CONNECTED
        first, _dot, _rest = text.replace("。", ".").partition(".")  # before names with dots of their own
        name, text = filled(first, subject), filled(text, subject)
        at = self._past(subject, until)
        values = {
            "name": name,
            "body": text if is_talk else "",
            "outcome": outcome,
            "direction": Call.IN if is_talk and self.dice.random() < 0.3 else Call.OUT,
            "started_at": at,
            "duration": self.dice.randrange(2, 35) if is_talk else None,
        }
        return self._made("calls", values, subject, also, at)

    def met(self, subject: Subject, *also: Ref, until: date | None = None) -> Touched:
        """A meeting that was held, most likely."""
        outcome = self.dice.choices(ENDED, ENDED_OFTEN)[0]
        at = self._past(subject, until)
        values = self._meeting(subject, at, self.dice.choice((30, 60, 60, 90)))
        values |= {"outcome": outcome, "body": self._say("said", subject) if outcome == Meeting.HELD else ""}
        return self._made("meetings", values, subject, also, at)

    def ahead(self, kind: str, subject: Subject, at: datetime, minutes: int) -> Touched:
        """A call, a meeting or a task at that hour; it was planned a few days ago."""
        if kind == "calls":
            values: dict[str, Any] = {"name": self._say("call_plan", subject), "started_at": at}
        elif kind == "meetings":
            values = self._meeting(subject, at, minutes)
        else:
            values = {"name": self._say("hour", subject), "due_at": at, "remind_before": 15}
        return self._made(kind, values, subject, (), self._lately(subject))

    def again(self, subject: Subject) -> Touched:
        """A task that comes every Monday."""
        due = self.today + timedelta(days=7 - self.today.weekday())
        values = {"name": self._say("weekly", subject), "due_on": due, "repeat": "FREQ=WEEKLY;BYDAY=MO"}
        return self._made("tasks", values, subject, (), self._lately(subject), is_about=False)

    def in_steps(self, subject: Subject, due: date) -> Touched:
        """A task with a checklist that somebody has begun."""
        lines = [{"text": text, "done": not place} for place, text in enumerate(sentences(TALKS, "line"))]
        values = {"name": self._say("list", subject), "due_on": due, "checklist": lines}
        values["priority"] = Task.HIGH
        return self._made("tasks", values, subject, (), self._lately(subject))

    def _meeting(self, subject: Subject, at: datetime, minutes: int) -> dict[str, Any]:
        guests = (subject.ref,) if subject.ref.type == "contacts" else ()
        return {
            "name": self._say("meeting", subject),
            "starts_at": at,
            "ends_at": at + timedelta(minutes=minutes),
            "place": self._say("place", subject),
            "attendees": guests,
        }

    def _say(self, kind: str, subject: Subject) -> str:
        return filled(self.dice.choice(sentences(TALKS, kind)), subject)

    def _past(self, subject: Subject, until: date | None) -> datetime:
        """A quarter of an hour of a working day before today."""
        last = min(until or self.today, self.today - timedelta(days=1))
        moment = office_moment(self.between(subject.first, last), self.dice, UTC)
        return moment.replace(minute=moment.minute // 15 * 15)

    def _lately(self, subject: Subject) -> datetime:
        day = self.settled(self.today - timedelta(days=self.dice.randrange(1, 6)), subject.first)
        return office_moment(day, self.dice, UTC)

    def _made(
        self,
        kind: str,
        values: dict[str, Any],
        subject: Subject,
        also: Sequence[Ref],
        at: datetime,
        *,
        is_about: bool = True,
    ) -> Touched:
        about = {"about": (subject.ref, *also)} if is_about else {}
        touched = self.work.create(kind, {**values, **about, "owner": subject.owner})
        record: Any = touched.record
        record.created_at = record.updated_at = min(at, self.work.at - timedelta(minutes=5))
        record.created_by_id = subject.owner.id
        return touched


def plan_own_week(desk: Talks, subjects: Sequence[Subject]) -> None:
    """What the signed-in person has before them today, tomorrow and this week, by their clock."""
    if not subjects:
        return
    zone = ZoneInfo(context_for(desk.work.actor).time_zone)
    whom = desk.dice.sample(subjects, min(len(WEEK), len(subjects)))
    for place, (kind, days, hour, minutes) in enumerate(WEEK):
        day = weekday_from(desk.today + timedelta(days=days)) if days else desk.today
        at = datetime.combine(day, hour, zone).astimezone(UTC)
        desk.ahead(kind, whom[place % len(whom)], at, minutes)
    desk.again(whom[0])
    desk.in_steps(whom[-1], weekday_from(desk.today + timedelta(days=1)))

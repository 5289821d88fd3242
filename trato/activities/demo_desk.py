"""The desk at which the people of the demo write notes and plan tasks, as of days in the past."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from trato.activities.models import Task
from trato.kernel.weekdays import office_moment, weekday_from, weekday_until
from trato.records import snapshot
from trato.records.touched import Touched
from trato.records.values import Ref
from trato.records.work import Work

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Subject:
    """A record that is written about, and since when it is there."""

    ref: Ref
    owner: Ref
    since: date
    firm: str
    person: str

    @property
    def first(self) -> date:
        """From when on it is written about: not in the hours before it was made."""
        return weekday_from(self.since + timedelta(days=1))


@dataclass
class Desk:
    """Writes notes and plans tasks, as of days in the past."""

    work: Work
    today: date
    dice: Random = field(default_factory=lambda: Random("activities"))

    def write(self, subject: Subject, text: str, *also: Ref, until: date | None = None) -> Touched:
        """A note between the subject's beginning and now, or until then."""
        values = {"body": filled(text, subject), "about": (subject.ref, *also), "owner": subject.owner}
        touched = self.work.create("notes", values)
        last = until or self.today
        self._backdate(touched, self.between(subject.first, last), subject.owner)
        return touched

    def plan(self, subject: Subject, text: str, *also: Ref, is_done: bool = False) -> Touched:
        """A task: done, overdue, for today or for later."""
        due = self._due(is_done=is_done, first=subject.first)
        values = {"name": filled(text, subject), "about": (subject.ref, *also), "owner": subject.owner}
        values["due_on"] = due
        values["status"] = Task.DONE if is_done else Task.OPEN
        values["priority"] = self.dice.choices((Task.NORMAL, Task.HIGH, Task.LOW), (8, 2, 1))[0]
        touched = self.work.create("tasks", values)
        made = min(self.today, due) - timedelta(days=self.dice.randrange(1, 9))
        self._backdate(touched, self.settled(made, subject.first), subject.owner)
        if is_done:
            touched.record.done_at = office_moment(due, self.dice, UTC)
        return touched

    def between(self, first: date, last: date) -> date:
        """A working day of that time; recent ones are likelier."""
        days = max(0, (last - first).days)
        back = int(days * self.dice.random() ** 2.2)
        return min(self.settled(last - timedelta(days=back), first), last)

    def settled(self, day: date, first: date) -> date:
        """The working day at that time, no sooner than the first and not after today."""
        return min(max(weekday_until(day), first), self.today)

    def _due(self, *, is_done: bool, first: date) -> date:
        if is_done:
            return self.settled(self.today - timedelta(days=self.dice.randrange(1, 60)), first)
        low, high = self.dice.choices(((-9, 0), (0, 1), (1, 7), (7, 40)), (17, 14, 32, 37))[0]
        day = self.today + timedelta(days=self.dice.randrange(low, high))
        if day == self.today:
            return day
        return weekday_until(day) if day < self.today else weekday_from(day)

    def _backdate(self, touched: Touched, day: date, author: Ref) -> None:
        moment = office_moment(day, self.dice, UTC)
        if moment > self.work.at:  # an hour of today that is still to come
            moment = datetime.combine(weekday_until(day - timedelta(days=1)), moment.timetz())
        record: Any = touched.record
        record.created_at = record.updated_at = min(moment, self.work.at - timedelta(minutes=5))
        record.created_by_id = author.id


def sentences(path: Path, about: str = "") -> list[str]:
    """What such a table says of that type, in the workspace's language."""
    language = snapshot.current().workspace.language.partition("-")[0]
    return [row.get(language) or row["en"] for row in _table(path) if row.get("about", "") == about]


@cache
def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def filled(text: str, subject: Subject) -> str:
    return text.replace("{firm}", subject.firm).replace("{person}", subject.person)

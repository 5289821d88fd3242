"""What wants a person today: lines of rooms, and the figures that matter to them.

A room says so in its `day.py`, found by name, as lists `QUEUES`, `FIGURES`, `HAPPENINGS` and `DONE`; those of
`HIDDEN` say which lines wait for another day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from trato.records.of_rooms import modules_named

if TYPE_CHECKING:
    from datetime import date, datetime

    from django_stubs_ext import StrPromise

    from trato.accounts.actor import Actor
    from trato.kernel.money import Money

State = Literal["overdue", "today", "late", ""]


@dataclass(frozen=True)
class Line:
    """One record that wants its reader today, and why."""

    type_key: str
    record_id: int
    title: str
    reason: str
    icon: str
    at: date | datetime | None = None
    state: State = ""
    #: The verb that finishes it; where none does, something is to be planned about it.
    act: str = ""


@dataclass(frozen=True)
class Queue:
    """Lines of one kind, the most urgent first, and what takes one of them off for now."""

    key: str
    label: str | StrPromise
    position: int
    #: At most so many lines, and one more if there are more.
    read: Callable[[Actor, int], Sequence[Line]]
    #: The list of all of them: a type and a filter.
    type_key: str = ""
    filter: str = ""
    #: Puts one off to another day; without it the line is only hidden until then.
    put_off: Callable[[Actor, int, date], Any] | None = None
    #: The same for its lines of other types; those of none are only hidden.
    others: Mapping[str, Callable[[Actor, int, date], Any]] = field(default_factory=dict)
    #: The URL name of a screen that takes its records one after another, given the type and a filter.
    run: str = ""

    def mover(self, type_key: str) -> Callable[[Actor, int, date], Any] | None:
        """What puts a line of that type off."""
        return self.put_off if type_key == self.type_key else self.others.get(type_key)


@dataclass(frozen=True)
class Reading:
    """A figure as it stands: a number or amounts, what to compare it with, and where it comes from."""

    number: int | None = None
    money: tuple[Money, ...] = ()
    note: str = ""
    series: Sequence[float] = field(default_factory=tuple)
    type_key: str = ""
    filter: str = ""
    #: The rows that the note tells of, where these are others.
    note_filter: str = ""


@dataclass(frozen=True)
class Figure:
    """A number that opens its rows, and a note that opens its own."""

    key: str
    label: str | StrPromise
    position: int
    #: None for those whom it does not concern.
    read: Callable[[Actor], Reading | None]


@dataclass(frozen=True)
class Happening:
    """Something that may have happened while a person was away, such as new deals."""

    position: int
    type_key: str
    #: The rows of it; `{since}` is the moment from which on.
    filter: str
    #: The sentence for so many, with `%(number)s` in it.
    text: Callable[[int], str]


def happenings() -> list[Happening]:
    """What rooms tell of the time that somebody was away."""
    return sorted(_found("HAPPENINGS"), key=lambda one: one.position)


def queues() -> list[Queue]:
    """What rooms want of a person, in its order."""
    return sorted(_found("QUEUES"), key=lambda one: one.position)


def waiting(actor: Actor, most: int) -> list[tuple[Queue, list[Line]]]:
    """The lines that want this person now, at most so many a queue; a record stands in one queue alone.

    What is put off in one queue does not come back in another.
    """
    hidden: set[tuple[str, str, int]] = set()
    for read in _found("HIDDEN"):
        hidden |= read(actor)
    seen: set[tuple[str, int]] = set()
    found: list[tuple[Queue, list[Line]]] = []
    for queue in queues():
        lines: list[Line] = []
        for line in queue.read(actor, most):
            mark = (line.type_key, line.record_id)
            if (queue.key, *mark) in hidden:
                seen.add(mark)
            elif mark not in seen:
                lines.append(line)
        seen |= {(line.type_key, line.record_id) for line in lines}
        if lines:
            found.append((queue, lines))
    return found


def figures() -> list[Figure]:
    return sorted(_found("FIGURES"), key=lambda one: one.position)


def done_today() -> list[Callable[[Actor, int], Sequence[Line]]]:
    """What somebody has finished today, each room its own."""
    return list(_found("DONE"))


@cache
def _found(name: str) -> tuple[Any, ...]:
    return tuple(one for module in modules_named("day") for one in getattr(module, name, ()))

"""What has been committed since one last looked: read from the outbox, which every writer fills."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from trato.records.effects.outbox import REMOVED
from trato.records.models import OutboxEvent, TimelineEntry
from trato.records.outbox import TOLD
from trato.records.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable

#: More records of one type than this are told as "many": the page looks for itself.
MOST_IDS = 100
#: More events than this at once: everything may be new.
MOST_EVENTS = 100
#: How long a number that was passed over may still be committed, in seconds.
LATE = 10.0

COLUMNS = ("id", "name", "type", "record_ids", "change_set_id", "payload")


#: So many of the last numbers are looked through for one that was passed over.
LOOKED = 20

_LAST = Prepared(lambda: OutboxEvent.objects.order_by("-id").values_list("id")[:1])
#: The last number; where one was passed over a moment ago, the number before it.
_KNOWN = (
    "SELECT COALESCE(MIN(CASE WHEN id - before > 1 AND at > %s THEN before END), MAX(id), 0) FROM"  # noqa: S608  # names
    " (SELECT id, at, LAG(id) OVER (ORDER BY id) AS before FROM"
    f" (SELECT id, at FROM {OutboxEvent._meta.db_table} ORDER BY id DESC LIMIT {LOOKED}) AS newest) AS pairs"
)


@dataclass(frozen=True)
class News:
    """That something happened to records of a type; no ids: to many of them."""

    number: int
    type: str
    ids: frozenset[int] = frozenset()
    #: Whoever saw a record until now may have to learn that it is gone.
    may_be_lost: bool = False
    #: Not about records, but for these people alone.
    users: frozenset[int] = frozenset()

    @property
    def is_many(self) -> bool:
        return not self.ids and not self.users


@dataclass
class Newest:
    """Reads the outbox onward.

    A number may be committed after a higher one, so the last ones are looked at again.
    """

    floor: int = -1
    seen: dict[int, float] = field(default_factory=dict)

    def read(self) -> list[News]:
        """What is new since the last call; the first call only finds the end."""
        now = time.monotonic()
        is_first = self.floor < 0
        if is_first:
            self.floor = max(0, last_number() - MOST_EVENTS)
        rows = OutboxEvent.objects.filter(id__gt=self.floor).order_by("id").values_list(*COLUMNS)
        found = [row for row in rows[: MOST_EVENTS + len(self.seen)] if row[0] not in self.seen]
        self.seen |= dict.fromkeys((row[0] for row in found), now)
        self._forget(now - LATE)
        return [] if is_first else told(found)

    def _forget(self, before: float) -> None:
        for number in sorted(self.seen):
            if self.seen[number] >= before:
                return
            self.floor = number
            del self.seen[number]


def last_number() -> int:
    """The event that was written last; 0 before the first."""
    return _LAST.first() or 0


def known_number() -> int:
    """The event up to which a page that is read now knows everything.

    A number passed over a moment ago may be that of a writer who has not committed yet: the page knows what
    lies before it, and is told the rest once more.
    """
    since = timezone.now() - timedelta(seconds=LATE)
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [Prepared.moment(since)])
        number: int = cursor.fetchone()[0]
    return number


def after(number: int) -> list[News] | None:
    """What came after an event that the page has heard of; None if that is too much to tell."""
    rows = OutboxEvent.objects.filter(id__gt=number).order_by("id").values_list(*COLUMNS)
    found = list(rows[: MOST_EVENTS + 1])
    return None if len(found) > MOST_EVENTS else told(found)


def told(rows: Iterable[tuple[Any, ...]]) -> list[News]:
    """Each event's own records, and those whose timelines show it."""
    found: list[News] = []
    for number, name, type_key, ids, change_set, payload in rows:
        if name == TOLD:
            found.append(News(number, type_key, users=frozenset(ids)))
            continue
        lost = name == REMOVED or "owner" in payload.get("fields", ())
        found.append(News(number, type_key, _few(ids), may_be_lost=lost))
        if 0 < len(ids) <= MOST_IDS:
            found += _beside(number, type_key, ids, change_set)
    return found


def _few(ids: list[int]) -> frozenset[int]:
    return frozenset(ids) if len(ids) <= MOST_IDS else frozenset()


def _beside(number: int, type_key: str, ids: list[int], change_set: int) -> list[News]:
    entries = TimelineEntry.objects.filter(
        subject_type=type_key, subject_id__in=ids, change_set_id=change_set
    ).values_list("type", "record_id")
    groups: dict[str, set[int]] = {}
    for key, pk in entries[: MOST_IDS * 4]:
        if not (key == type_key and pk in ids):
            groups.setdefault(key, set()).add(pk)
    return [News(number, key, _few(list(beside))) for key, beside in groups.items()]

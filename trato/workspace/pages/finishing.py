"""Records that are finished from where they stand in a list or on a board: each with a round tick."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access, shadow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.records.rows import Row


class Finishing:
    """The ticks of one type's records; none where its declaration names no verb that finishes them."""

    def __init__(self, actor: Actor, record_type: RecordType) -> None:
        self.actor, self.record_type = actor, record_type
        calendar, known = record_type.calendar, access.readable_fields(actor, record_type)
        over = calendar.over if calendar is not None else ()
        is_known = bool(over) and over[0] in known and not shadow.is_past(record_type.key)
        may = is_known and access.may(actor, record_type, Right.EDIT)
        self.verb = record_type.finisher if may else None
        self.over = over if self.verb is not None else ("",)
        #: What stands at an instant alone is over no sooner than it began.
        self.start = calendar.start if calendar is not None and not calendar.day else ""
        self.start = self.start if self.verb is not None and self.start in known else ""
        self.now = timezone.now()
        self.reached: set[int] = set()
        self.said = _("%(act)s: %(name)s")

    @property
    def names(self) -> list[str]:
        """What is to be read beside the columns."""
        return [name for name in (self.over[0], self.start) if name]

    def look_up(self, rows: Iterable[Row]) -> None:
        """Which of them this person may finish: asked once for all of them, if at all."""
        going_on = [row.id for row in rows if self._goes_on(row)]
        if going_on:
            self.reached |= access.reached_ids(self.actor, self.record_type, going_on, Right.EDIT)

    def tick(self, row: Row, url: str, name: str) -> dict[str, Any] | None:
        """The tick of a record at this address: where it is pressed, and whether it is done already."""
        if self.verb is None:
            return None
        if row.id in self.reached:
            hint = self.said % {"act": self.verb.label, "name": name}
            return {"url": f"{url}/verbs/{self.verb.name}", "hint": hint, "done": False}
        return {"url": "", "hint": str(self.verb.label), "done": row[self.over[0]] == self.over[1]}

    def _goes_on(self, row: Row) -> bool:
        if self.verb is None or row[self.over[0]] in self.over[1:]:
            return False
        start = row[self.start] if self.start else None
        return not isinstance(start, datetime) or start <= self.now

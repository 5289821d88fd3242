"""Days and moments by the month they are in where a reader is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import connection, models
from django.db.models import Func
from django.db.models.functions import Substr, TruncMonth

from trato.records.contexts import context_for

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field


class PartOfMonth(Func):
    """SQLite keeps moments as texts of UTC: `2026-03` for one that is in that month wherever one is, and
    `2026-03-01 09:2` on its edges, by the quarter of an hour, since no clock differs from UTC by less.

    To truncate moments SQLite calls Python, which takes ten times as long.
    """

    output_field = models.TextField()
    template = (
        "CASE WHEN SUBSTR(%(expressions)s, 9, 2) BETWEEN '02' AND '27' THEN SUBSTR(%(expressions)s, 1, 7)"
        " ELSE SUBSTR(%(expressions)s, 1, 14) || (SUBSTR(%(expressions)s, 15, 2) / 15) END"
    )


@dataclass(frozen=True)
class Months:
    """How a field's months are told: moments by the clock of a time zone, days as they stand."""

    zone: str

    @classmethod
    def of(cls, actor: Actor, field: Field) -> Months | None:
        """For a field of days or moments; None for any other."""
        if field.component not in {"date", "datetime"}:
            return None
        return cls(context_for(actor).time_zone if field.component == "datetime" else "")

    def parts(self, field: Field) -> tuple[Any, ...]:
        """What rows are grouped by."""
        moment = field.expressions("")[0]
        is_text = isinstance(getattr(moment, "output_field", None), models.TextField)  # custom: ISO text
        if is_text or (connection.vendor == "sqlite" and not self.zone):
            return (Substr(moment, 1, 7),)
        if connection.vendor == "sqlite":
            return (PartOfMonth(moment),)
        return (TruncMonth(moment, tzinfo=ZoneInfo(self.zone) if self.zone else None),)

    def read(self, parts: tuple[Any, ...]) -> date | None:
        """The first day of the month."""
        text = None if parts[0] is None else str(parts[0])
        if text is None or not self._is_edge(text):
            return None if text is None else date.fromisoformat(f"{text[:7]}-01")
        hour, _colon, quarter = text.partition(":")
        moment = datetime.fromisoformat(f"{hour}:00").replace(tzinfo=UTC)
        local = (moment + timedelta(minutes=15 * int(quarter))).astimezone(ZoneInfo(self.zone))
        return local.date().replace(day=1)

    def _is_edge(self, text: str) -> bool:
        return bool(self.zone) and len(text) == len("2026-03-01 09:2")

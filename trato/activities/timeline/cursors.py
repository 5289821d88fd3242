"""Where a page of a timeline ends: the moment and the number of its last row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from typing_extensions import override

from trato.records.errors import CursorError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Cursor:
    """The last row shown; the next page begins below it."""

    at: datetime
    pk: int

    @override
    def __str__(self) -> str:
        delta = self.at - _EPOCH
        return f"{(delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds}-{self.pk}"


def parse_cursor(text: str) -> Cursor | None:
    """The cursor that an address names; none for the first page. Raises CursorError."""
    if not text:
        return None
    moment, _dash, pk = text.partition("-")
    if not (moment.isascii() and moment.isdigit() and pk.isascii() and pk.isdigit()) or len(text) > 40:
        raise CursorError(_("This is no cursor of a timeline."), field="after")
    try:
        return Cursor(_moment(int(moment)), min(int(pk), 2**63 - 1))
    except (OverflowError, ValueError):
        raise CursorError(_("This is no cursor of a timeline."), field="after") from None


def _moment(microseconds: int) -> datetime:
    seconds, rest = divmod(microseconds, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)

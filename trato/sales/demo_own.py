"""What the demo's owner finds on the first morning: deals just won, and some that have gone quiet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from trato.kernel.weekdays import weekday_until
from trato.sales.models import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.sales.demo import Sale

#: Days ago on which the owner won deals, as far as this month reaches back.
WON_AGO = (1, 4, 9)
#: Days since anything was heard of the owner's quiet deals.
QUIET_FOR = (19, 26, 33)


def make_eventful(sales: Sequence[Sale], owner_id: int | None, today: date) -> None:
    """Let some of this person's deals be won this month, and nothing be heard of some open ones."""
    own = [sale for sale in sales if sale.owner.id == owner_id]
    won = [sale for sale in own if sale.stage.kind == Stage.WON]
    for sale, ago in zip(won[::-1], WON_AGO, strict=False):
        _close(sale, max(today.replace(day=1), weekday_until(today - timedelta(days=ago))))
    moved = [sale for sale in own if sale.stage.kind == Stage.OPEN and sale.left]
    for sale, ago in zip(moved[::2], QUIET_FOR, strict=False):
        _leave_alone(sale, weekday_until(today - timedelta(days=ago)))


def _close(sale: Sale, day: date) -> None:
    """It took as long as it took, and ends on this day."""
    later = day - (sale.closed or day)
    sale.closed, sale.opened = day, weekday_until(sale.opened + later)
    before = [(stage, weekday_until(left + later)) for stage, left in sale.left[:-1]]
    sale.left = [*before, *((stage, day) for stage, _left in sale.left[-1:])]


def _leave_alone(sale: Sale, day: date) -> None:
    """Nothing after that day."""
    sale.is_quiet = True
    sale.opened = min(sale.opened, weekday_until(day - timedelta(days=9)))
    sale.left = [(stage, min(left, day)) for stage, left in sale.left]

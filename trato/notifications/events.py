"""Hears every event that some kind of news comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trato.notifications.delivering import deliver, end
from trato.records.effects.outbox import CHANGED
from trato.records.models import ChangeSet
from trato.records.notices import kinds
from trato.records.outbox import on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from trato.records.outbox import Event


@on(*dict.fromkeys(name for kind in kinds().values() for name in kind.events))
def tell(event: Event) -> None:
    """Tell whom it concerns. The outbox's receipt makes a repeat harmless."""
    at = ChangeSet.objects.filter(pk=event.change_set).values_list("at", flat=True).first()
    for kind in kinds().values():
        if event.name in kind.events:
            deliver(kind, kind.told(event), at)


@on(CHANGED)
def end_news(event: Event) -> None:
    """What was told of a record and is over, such as that a task is due, is new no more."""
    by_rule: dict[Callable[[Event], Iterable[int]], list[str]] = {}
    for kind in kinds().values():
        by_rule.setdefault(kind.over, []).append(kind.key)
    for over, keys in by_rule.items():
        end(keys, event.type, over(event))

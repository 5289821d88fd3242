"""The outbox: events are delivered after commit, at least once, to handlers found by name."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from trato.records import snapshot
from trato.records.models import Delivery, OutboxEvent
from trato.records.transactions import write_transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

log = logging.getLogger(__name__)

BATCH = 50
MOST_ATTEMPTS = 12
KEEP = timedelta(days=30)
#: The sentence that is for people rather than about records: its ids are theirs.
TOLD = "people.told"

Handler = "Callable[[Event], None]"


@dataclass(frozen=True)
class Event:
    """What a handler is told; the number makes a repeat recognizable."""

    number: int
    name: str
    type: str
    record_ids: list[int]
    change_set: int
    payload: dict[str, Any]


_handlers: dict[str, dict[str, Callable[[Event], None]]] = {}


def on(*names: str) -> Callable[[Callable[[Event], None]], Callable[[Event], None]]:
    """Decorator, in a room's `events.py`: be told of these events."""

    def add(handler: Callable[[Event], None]) -> Callable[[Event], None]:
        for name in names:
            _handlers.setdefault(name, {})[f"{handler.__module__}.{handler.__qualname__}"] = handler
        return handler

    return add


def tell(word: str, user_ids: Iterable[int]) -> None:
    """Let the open pages of these people know that what the word names has changed; inside a transaction."""
    ids = sorted(set(user_ids))
    if ids:
        OutboxEvent.objects.create(
            name=TOLD, type=word, record_ids=ids, change_set_id=0, delivered_at=timezone.now()
        )


def waiting() -> list[int]:
    """The events to deliver now, the oldest first; reads only."""
    due = Q(retry_at=None) | Q(retry_at__lte=timezone.now())
    return list(
        OutboxEvent.objects.filter(due, delivered_at=None).order_by("id").values_list("id", flat=True)[:BATCH]
    )


def deliver_pending() -> int:
    """Deliver what waits; how many events were delivered. Looks before it locks anything."""
    numbers = waiting()
    if numbers:
        snapshot.refresh()
    return sum(_deliver(number) for number in numbers)


def drain(limit: int = 10_000) -> int:
    """Deliver until nothing waits; what a command does before it ends."""
    total = 0
    while total < limit:
        delivered = deliver_pending()
        if not delivered:
            return total
        total += delivered
    return total


def _deliver(number: int) -> bool:
    """Run the handlers that have not done their part; each in a transaction of its own with its receipt."""
    row = OutboxEvent.objects.get(pk=number)
    event = Event(row.pk, row.name, row.type, row.record_ids, row.change_set_id, row.payload)
    done = set(row.deliveries.values_list("handler", flat=True))
    failed = False
    for name, handler in _handlers.get(row.name, {}).items():
        if name not in done:
            failed |= not _run(event, name, handler)
    with write_transaction():
        if failed:
            row.attempts += 1
            delay = timedelta(seconds=min(2**row.attempts, 3600))
            row.retry_at = timezone.now() + delay
            if row.attempts >= MOST_ATTEMPTS:
                row.delivered_at = timezone.now()
                log.error("gave up on an event", extra={"event": row.name, "number": row.pk})
        else:
            row.delivered_at = timezone.now()
        row.save(update_fields=["attempts", "retry_at", "delivered_at"])
    return not failed


def _run(event: Event, name: str, handler: Callable[[Event], None]) -> bool:
    try:
        with write_transaction():
            if connection.vendor == "postgresql":
                locked = (
                    OutboxEvent.objects.select_for_update(skip_locked=True).filter(pk=event.number).first()
                )
                if locked is None:
                    return False
            if Delivery.objects.filter(event_id=event.number, handler=name).exists():
                return True
            handler(event)
            Delivery.objects.create(event_id=event.number, handler=name)
    except Exception:  # one handler's fault must not stop the others; it is logged and tried again
        log.exception("an event handler failed", extra={"event": event.name, "handler": name})
        return False
    return True


def forget_old() -> int:
    """Delete delivered events after 30 days; how many."""
    old = OutboxEvent.objects.filter(delivered_at__lt=timezone.now() - KEEP)
    if not old.exists():
        return 0
    with write_transaction():
        return old.delete()[0]

"""Events: written with the record, delivered after commit at least once, each handler once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from trato.accounts.actor import Actor
from trato.records import outbox
from trato.records.models import Delivery, OutboxEvent
from trato.records.outbox import Event
from trato.testing.makers import Makers

Told = list[tuple[str, list[int]]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """What a handler of every creation was told."""
    monkeypatch.setattr(outbox, "_handlers", {})
    heard: Told = []

    @outbox.on("records.created", "records.changed")
    def hear(event: Event) -> None:
        heard.append((event.name, event.record_ids))

    OutboxEvent.objects.all().delete()
    return heard


def test_it_works(owner: Actor, make: Makers, told: Told) -> None:
    company = make.company()
    assert told == []
    assert outbox.drain() == 1
    assert told == [("records.created", [company])]
    assert outbox.drain() == 0
    assert outbox.waiting() == []


def test_an_idle_outbox_writes_nothing(owner: Actor, told: Told, django_assert_num_queries: object) -> None:
    from trato.testing.assertions import assert_queries

    with assert_queries(1):
        assert outbox.deliver_pending() == 0


def test_a_failing_handler_does_not_stop_the_others_and_is_tried_again(
    owner: Actor, make: Makers, told: Told, clock: Any
) -> None:
    failing = [True]

    @outbox.on("records.created")
    def fail(event: Event) -> None:
        if failing:
            raise RuntimeError("out of order")

    company = make.company()
    assert outbox.drain() == 0
    assert told == [("records.created", [company])]
    assert outbox.waiting() == []
    event = OutboxEvent.objects.get()
    assert (event.attempts, event.delivered_at) == (1, None)
    failing.clear()
    clock.shift(timedelta(seconds=3))
    assert outbox.drain() == 1
    assert told == [("records.created", [company])]
    assert Delivery.objects.count() == 2


def test_a_handlers_own_writes_go_with_its_receipt(owner: Actor, make: Makers, told: Told) -> None:
    """A handler that wrote and then failed has written nothing."""

    @outbox.on("records.created")
    def write(event: Event) -> None:
        if event.type == "companies":
            make.tag(name="written")
            raise RuntimeError("out of order")

    make.company()
    outbox.deliver_pending()
    assert not OutboxEvent.objects.filter(type="tags").exists()
    assert Delivery.objects.count() == 1


def test_a_repeat_is_harmless(owner: Actor, make: Makers, told: Told) -> None:
    """A crash between the receipt and the mark: the event comes again, the handler does not."""
    make.company()
    outbox.drain()
    OutboxEvent.objects.update(delivered_at=None)
    assert outbox.drain() == 1
    assert len(told) == 1


def test_it_gives_up_in_the_end(owner: Actor, make: Makers, told: Told, clock: Any) -> None:
    @outbox.on("records.created")
    def fail(event: Event) -> None:
        raise RuntimeError("out of order")

    make.company()
    for _attempt in range(outbox.MOST_ATTEMPTS):
        outbox.deliver_pending()
        clock.shift(timedelta(hours=2))
    assert outbox.waiting() == []
    assert OutboxEvent.objects.get().attempts == outbox.MOST_ATTEMPTS


def test_old_events_are_forgotten(owner: Actor, make: Makers, told: Told, clock: Any) -> None:
    make.company()
    outbox.drain()
    make.company()
    clock.shift(timedelta(days=31))
    outbox.forget_old()
    assert OutboxEvent.objects.count() == 1

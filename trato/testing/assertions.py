"""What tests say of the whole state: how many queries, nothing changed, no counter astray."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

from trato.records.checksum import checksum
from trato.records.effects.counters import drift
from trato.records.models import Change, ChangeSet, OutboxEvent, TimelineEntry
from trato.records.registry import registry

TRANSACTION_WORDS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@contextmanager
def assert_queries(number: int) -> Iterator[None]:
    """Exactly so many queries, savepoints aside."""
    with CaptureQueriesContext(connection) as captured:
        yield
    found = _statements(captured)
    assert len(found) == number, "\n".join([f"{len(found)} queries, not {number}:", *found])


def count_queries(call: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(_statements(captured))


def assert_same_queries(small: Callable[[], object], large: Callable[[], object]) -> None:
    """A large amount asks no more often than a small one."""
    few, many = count_queries(small), count_queries(large)
    assert many == few, f"{few} queries for the small amount, {many} for the large"


def _statements(captured: CaptureQueriesContext) -> list[str]:
    return [one["sql"] for one in captured.captured_queries if not one["sql"].startswith(TRANSACTION_WORDS)]


def traces() -> tuple[int, ...]:
    """How much history, timeline and outbox there is."""
    return tuple(model._base_manager.count() for model in (ChangeSet, Change, TimelineEntry, OutboxEvent))


@contextmanager
def unchanged() -> Iterator[None]:
    """Whatever happens inside leaves no trace: not in the records, not in history, not in the outbox."""
    before = (checksum(), traces())
    yield
    assert (checksum(), traces()) == before, "something was written"


def assert_no_drift() -> None:
    """Every counter equals a recount."""
    found = {one.key: drift(one) for one in registry.types()}
    assert {key: lines for key, lines in found.items() if lines} == {}

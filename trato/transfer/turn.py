"""Imports of one workspace take turns: what one makes on the way, the next one finds."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection

from trato.kernel.filelock import FileLock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: The number of PostgreSQL's advisory lock; it ends with the connection, however that ends.
LOCK = 7_311_142_019
SOON = 0.3


@contextmanager
def our_turn(on_wait: Callable[[], None] | None = None) -> Iterator[None]:
    """Wait until no other import runs; `on_wait` is called if that takes a moment."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "postgresql":
        with _on_postgresql(on_wait):
            yield
    elif ":memory:" in name or "mode=memory" in name:
        yield
    else:
        with _on_sqlite(FileLock(f"{name}.import.lock"), on_wait):
            yield


@contextmanager
def _on_sqlite(lock: FileLock, on_wait: Callable[[], None] | None) -> Iterator[None]:
    try:
        lock.acquire(SOON)
    except TimeoutError:
        if on_wait is not None:
            on_wait()
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _on_postgresql(on_wait: Callable[[], None] | None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            if on_wait is not None:
                on_wait()
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

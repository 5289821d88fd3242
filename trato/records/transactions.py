"""One transaction that writes: on SQLite behind one fair lock across all processes."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from trato.kernel.filelock import FileLock
from trato.records import at_hand
from trato.records.reading import forget_read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

_locks: dict[str, FileLock] = {}


def write_lock() -> AbstractContextManager[Any]:
    """The lock that writers queue on; PostgreSQL needs none of ours."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or ":memory:" in name or "mode=memory" in name:
        return nullcontext()
    return _locks.setdefault(name, FileLock(f"{name}.lock"))


@contextmanager
def write_transaction() -> Iterator[None]:
    """All or nothing; waits its turn before it begins, and asks the database for what it builds on."""
    forget_read()
    turn = nullcontext() if connection.in_atomic_block else write_lock()
    try:
        with at_hand.aside(), turn, transaction.atomic():
            yield
    finally:
        forget_read()

"""What a piece of work took: time, processor, and its statements without their values."""

from __future__ import annotations

import logging
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from typing_extensions import override

log = logging.getLogger("trato.slow")

#: Statements of one piece of work that are told, the slowest first, and how much of each.
MOST_TOLD, LONGEST_TOLD = 5, 800
#: Statements that are remembered one by one; beyond them only counted.
MOST_KEPT = 5000

_LITERAL = re.compile(r"'(?:[^']|'')*'")
_NUMBER = re.compile(r"(?<![\w\"%])\d{3,}\b")
_PLACES = re.compile(r"(?:%s, ){2,}%s")


class Measured:
    """One piece of work: from when it began, and every statement that it asked the database."""

    def __init__(self) -> None:
        self.queries = 0
        self.query_seconds = 0.0
        self.kept: list[tuple[float, str]] = []
        self.seconds = self.cpu_seconds = 0.0
        self._began, self._cpu = time.perf_counter(), time.thread_time()

    def asked(self, sql: str, seconds: float) -> None:
        self.queries += 1
        self.query_seconds += seconds
        if len(self.kept) < MOST_KEPT:
            self.kept.append((seconds, sql))

    def fetched(self, seconds: float) -> None:
        """Rows cost time of their own: SQLite looks for them only when they are fetched."""
        self.query_seconds += seconds
        if self.kept:
            before, sql = self.kept[-1]
            self.kept[-1] = (before + seconds, sql)

    def include(self, part: Measured) -> None:
        """Take what a part of this work asked to its own account."""
        self.queries += part.queries
        self.query_seconds += part.query_seconds
        self.kept += part.kept[: max(0, MOST_KEPT - len(self.kept))]

    def end(self) -> None:
        self.seconds = time.perf_counter() - self._began
        self.cpu_seconds = time.thread_time() - self._cpu

    def told(self) -> dict[str, Any]:
        """The figures for a log line: milliseconds, counts, the slowest statements by their shape."""
        return {
            "ms": round(self.seconds * 1000, 1),
            "cpu_ms": round(self.cpu_seconds * 1000, 1),
            "queries": self.queries,
            "query_ms": round(self.query_seconds * 1000, 1),
            "slowest": self.slowest(),
        }

    def slowest(self) -> list[dict[str, Any]]:
        """`{"ms", "times", "sql"}` of the statements that took longest, those of one shape together."""
        shapes: dict[str, list[float]] = defaultdict(list)
        for seconds, sql in self.kept:
            shapes[shape_of(sql)].append(seconds)
        longest = sorted(shapes.items(), key=lambda one: -sum(one[1]))[:MOST_TOLD]
        return [
            {"ms": round(sum(times) * 1000, 1), "times": len(times), "sql": sql} for sql, times in longest
        ]


class TimedCursor(CursorWrapper):
    """A cursor whose time is put on the account of the work at hand."""

    def __init__(self, cursor: Any, db: Any, work: Measured) -> None:
        super().__init__(cursor, db)
        self.work = work

    @override
    def execute(self, sql: Any, params: Any = None) -> Any:
        began = time.perf_counter()
        try:
            return super().execute(sql, params)
        finally:
            self.work.asked(str(sql), time.perf_counter() - began)

    @override
    def executemany(self, sql: Any, param_list: Any) -> Any:
        began = time.perf_counter()
        try:
            return super().executemany(sql, param_list)
        finally:
            self.work.asked(str(sql), time.perf_counter() - began)

    def fetchall(self) -> Sequence[Any]:
        return self._timed(self.cursor.fetchall)

    def fetchmany(self, *size: int) -> Sequence[Any]:
        return self._timed(self.cursor.fetchmany, *size)

    def _timed(self, fetch: Any, *args: int) -> Sequence[Any]:
        began = time.perf_counter()
        with self.db.wrap_database_errors:
            found: Sequence[Any] = fetch(*args)
        self.work.fetched(time.perf_counter() - began)
        return found


class _Cursors:
    """Makes the cursors of a connection while something is measured."""

    def __init__(self, db: BaseDatabaseWrapper, work: Measured) -> None:
        self.db, self.work = db, work

    def __call__(self, cursor: Any) -> TimedCursor:
        return TimedCursor(cursor, self.db, self.work)


@contextmanager
def measuring() -> Iterator[Measured]:
    """Measure what this thread does meanwhile; what is measured within counts here, too.

    While Django keeps every statement itself (in debugging), statements are left to it.
    """
    work, db = Measured(), connections[DEFAULT_DB_ALIAS]
    outer = db.__dict__.get("make_cursor")
    # Django's own place for another kind of cursor.
    db.__dict__["make_cursor"] = _Cursors(db, work)
    try:
        yield work
    finally:
        if outer is None:
            del db.__dict__["make_cursor"]
        else:
            db.__dict__["make_cursor"] = outer
            outer.work.include(work)
        work.end()


def tell_if_slow(kind: str, work: Measured, most_ms: int, extra: dict[str, Any]) -> None:
    """Log work that took longer than so many milliseconds; 0 logs none."""
    if most_ms and work.seconds * 1000 >= most_ms:
        log.warning("slow %s", kind, extra={**extra, **work.told()})


def shape_of(sql: str) -> str:
    """A statement without anything that a person entered: values that stand in it become signs."""
    shape = _PLACES.sub("%s, …", _NUMBER.sub("…", _LITERAL.sub("'…'", " ".join(sql.split()))))
    return shape if len(shape) <= LONGEST_TOLD else shape[: LONGEST_TOLD - 1] + "…"

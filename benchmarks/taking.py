"""Takes the time of work: the processor's, PostgreSQL's own processes included, each beside a floor."""

from __future__ import annotations

import gc
import gzip
import io
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from trato.ops.measuring import measuring

WARM, RUNS = 5, 60
LONGEST = 20.0
#: Of what SQLite may cost.
POSTGRESQL_SHARE = 1.5
#: How a compressed answer begins.
GZIP = b"\x1f\x8b"


@dataclass
class Result:
    """Milliseconds of one piece of work, and of the bare query that reads the same rows."""

    work: str
    budget: tuple[float, float]
    p50: float
    p95: float
    floor: float
    queries: int
    runs: int
    unit: str = "ms"
    note: str = ""

    @property
    def is_missed(self) -> bool:
        return self.p50 > self.budget[0] or self.p95 > self.budget[1]


@dataclass
class Work:
    """Something people do: a call that is measured, again and again with other values."""

    name: str
    budget: tuple[float, float]
    run: Callable[[int], Any]
    floor: Callable[[int], Any] | None = None
    runs: int = RUNS
    before: Callable[[int], Any] | None = None
    tags: tuple[str, ...] = field(default_factory=tuple)
    #: What the right answer holds.
    holds: str = ""


def calibration() -> float:
    """Milliseconds that this machine needs for a fixed piece of Python; the best of several."""
    return min(_loop() for _ in range(7))


def _loop() -> float:
    began = time.thread_time()
    words: dict[str, int] = {}
    for number in range(40_000):
        key = f"word {number % 997}"
        words[key] = words.get(key, 0) + len(key)
    sorted(words.items())
    return (time.thread_time() - began) * 1000


def far_read() -> float:
    """Nanoseconds that a read of 16 MiB, as of a page's objects, costs more than one of 16 KiB.

    Each read says where the next one goes. The best of several.
    """
    near, far = (os.urandom(size) for size in (1 << 14, 1 << 24))
    took = [min(_walk(memory) for _ in range(5)) for memory in (near, far)]
    return (took[1] - took[0]) * 1e9


def _walk(memory: bytes) -> float:
    steps, place, last = 200_000, 0, len(memory) - 1
    began = time.thread_time()
    for step in range(steps):
        place = (place * 69_069 + memory[place] + step) & last
    return (time.thread_time() - began) / steps


def take(work: Work) -> Result:
    """Run it warm; answers that are wrong stop the bench."""
    _check(work)
    spent, queries, began = [], 0, time.monotonic()
    for number in range(WARM):
        _once(work, number)
    gc.collect()
    for number in range(WARM, WARM + work.runs):
        took, queries = _once(work, number)
        spent.append(took)
        if time.monotonic() - began > LONGEST and len(spent) >= 5:
            break
    floor = _median([_bare(work.floor, number) for number in range(20)]) if work.floor else 0.0
    return Result(
        work.name, allowed(work.budget), _median(spent), _rank(spent, 0.95), floor, queries, len(spent)
    )


def allowed(budget: tuple[float, float]) -> tuple[float, float]:
    """What the database at hand may take: PostgreSQL half as much again, its own time included."""
    share = POSTGRESQL_SHARE if connection.vendor == "postgresql" else 1.0
    return budget[0] * share, budget[1] * share


def _check(work: Work) -> None:
    """Whether it is answered at all, and with what was asked for."""
    if not work.holds:
        return
    answer = work.run(0)
    text = gzip.decompress(answer) if answer[:2] == GZIP else answer
    if work.holds.encode() not in text:
        raise RuntimeError(f"{work.name}: the answer holds no {work.holds}")


def _once(work: Work, number: int) -> tuple[float, int]:
    if work.before is not None:
        work.before(number)
    before = database_seconds()
    with measuring() as measured:
        work.run(number)
    cost = measured.cpu_seconds + database_seconds() - before
    return cost * 1000, measured.queries


def _bare(floor: Callable[[int], Any], number: int) -> float:
    began = time.thread_time() + database_seconds()
    floor(number)
    return (time.thread_time() + database_seconds() - began) * 1000


def database_seconds() -> float:
    """Processor time of PostgreSQL's own processes so far, where Linux tells it; SQLite has none."""
    if connection.vendor != "postgresql":
        return 0.0
    spent = 0
    for process in _server_processes():
        try:
            spent += int(Path(f"/proc/{process}/schedstat").read_text(encoding="ascii").split()[0])
        except OSError:  # ended meanwhile
            continue
    return spent / 1e9


def _server_processes() -> list[str]:
    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    try:
        parent = Path(f"/proc/{backend}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[1]
        return Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    except OSError:
        return []


def _median(values: list[float]) -> float:
    return _rank(values, 0.5)


def _rank(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0


class Browser:
    """Asks the application as the web server does, without the network."""

    def __init__(self, cookie: str, token: str) -> None:
        from django.core.wsgi import get_wsgi_application

        self.application, self.cookie, self.token = get_wsgi_application(), cookie, token

    def get(self, path: str, query: str = "", **headers: str) -> bytes:
        return self.ask("GET", path, query, b"", **headers)

    def ask(self, method: str, path: str, query: str = "", body: bytes = b"", **headers: str) -> bytes:
        status: list[str] = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_ACCEPT_ENCODING": "gzip",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
            **headers,
        }
        if path.startswith("/api/"):
            environ |= {"HTTP_AUTHORIZATION": f"Bearer {self.token}", "CONTENT_TYPE": "application/json"}
        else:
            environ["HTTP_COOKIE"] = self.cookie

        def start(line: str, _headers: Any, _error: Any = None, /) -> Any:
            status.append(line)

        answer: Any = self.application(environ, start)
        content = b"".join(answer)
        answer.close()
        if not status[0].startswith("2"):
            raise RuntimeError(f"{method} {path}?{query}: {status[0]} {content[:300]!r}")
        return content

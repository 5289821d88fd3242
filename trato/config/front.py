"""What the web server calls: pages through Django in a few threads, streams of events in the event loop.

Granian's RSGI interface (https://github.com/emmett-framework/granian, docs/spec/RSGI.md) hands over each
request in one event loop. A page is made by one of four threads, once its body has been received. A stream
costs no thread.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import threading
from dataclasses import dataclass
from queue import SimpleQueue
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any

from granian import rsgi

from trato.config.wsgi import application
from trato.live.hub import BEAT, END, PULSE, Hub, Stream
from trato.live.views import Events

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

log = logging.getLogger("trato.front")

#: More only wait for each other, and each holds a connection to the database.
THREADS = 4
#: A body up to this size stays in memory, a larger one goes to a temporary file.
IN_MEMORY = 1_000_000
#: The parts of an answer are sent together up to this size.
TOGETHER = 256_000
#: Seconds that a client may take for the next part of its body, or to take the next part of an answer.
PATIENCE = 60.0
#: Bodies larger than this are not received: every view refuses them by their length.
LARGEST = 1_100_000_000

#: The reader has left.
BROKEN: tuple[type[Exception], ...] = (
    rsgi.ProtocolClosed,  # type: ignore[attr-defined]  # its stubs lack both
    rsgi.ProtocolError,  # type: ignore[attr-defined]
)

Headers = list[tuple[str, str]]


@dataclass(eq=False)
class Call:
    """One request on its way through a thread."""

    environ: dict[str, Any]
    protocol: Any
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[Events | None]

    def finish(self, stream: Events | None) -> None:
        def settle() -> None:
            if not self.done.done():
                self.done.set_result(stream)

        self.loop.call_soon_threadsafe(settle)


class Front:
    """The application in Granian's eyes: `--interface rsgi trato.config.front:front`."""

    def __init__(self) -> None:
        self.calls: SimpleQueue[Call] = SimpleQueue()
        self.hub = Hub()

    def __rsgi_init__(self, _loop: asyncio.AbstractEventLoop) -> None:
        for number in range(THREADS):
            threading.Thread(target=self._work, name=f"pages-{number}", daemon=True).start()
        self.hub.begin()
        # Granian waits for its calls to end, and streams have no end of their own. It hears the signals
        # through the loop's wakeup descriptor, whatever handler stands here.
        for word in (signal.SIGINT, signal.SIGTERM):
            signal.signal(word, lambda *_: self.hub.close())

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        if scope.proto != "http":
            return
        loop = asyncio.get_running_loop()
        asked = environ_of(scope)
        try:
            with await _body(asked, protocol) as body:
                call = Call({**asked, "wsgi.input": body}, protocol, loop, loop.create_future())
                self.calls.put(call)
                stream = await call.done
        except TimeoutError:
            protocol.response_empty(408, [("connection", "close")])
            return
        if stream is not None:
            await self._follow(protocol, stream)

    def _work(self) -> None:
        while True:
            call = self.calls.get()
            stream = None
            try:
                stream = _answer(call)
            except BROKEN as error:
                log.debug("the line broke", extra={"reason": repr(error)})
            except Exception:  # Django answers for its own faults; ours must not end the thread
                log.exception("an answer was not sent")
            call.finish(stream)

    async def _follow(self, protocol: Any, opened: Events) -> None:
        """Keep the stream open and tell what comes, until the reader leaves or may no longer know."""
        stream = Stream(opened.reader, asyncio.get_running_loop())
        if not self.hub.join(stream):
            protocol.response_empty(503, [("retry-after", "30")])
            return
        gone = asyncio.ensure_future(protocol.client_disconnect())
        gone.add_done_callback(lambda _: stream.waiting.put_nowait(END))
        try:
            headers = [(name, value) for name, value in opened.headers.items() if name != "Content-Length"]
            line = protocol.response_stream(opened.status_code, headers)
            data = opened.content
            while data:
                await line.send_bytes(data)
                data = await _next(stream)
        except BROKEN as error:
            log.debug("a stream broke", extra={"reason": repr(error)})
        finally:
            self.hub.leave(stream)
            gone.cancel()


async def _next(stream: Stream) -> bytes:
    """What is to be told next; a sign of life where nothing is."""
    try:
        return await asyncio.wait_for(stream.waiting.get(), BEAT)
    except TimeoutError:
        return PULSE


def environ_of(scope: Any) -> dict[str, Any]:
    """The request as WSGI has it (PEP 3333)."""
    address, _, port = scope.server.rpartition(":")
    asked: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": address,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        # With an underscore it would pass for the name with a hyphen.
        if "_" not in name:
            _add(asked, name.upper().replace("-", "_"), value)
    if "HTTP_HOST" not in asked and scope.authority:
        asked["HTTP_HOST"] = scope.authority
    return asked


def _add(asked: dict[str, Any], name: str, value: str) -> None:
    key = name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"
    if key in asked:
        value = f"{asked[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
    asked[key] = value


async def _body(asked: dict[str, Any], protocol: Any) -> IO[bytes]:
    """The whole body, received before a thread is taken. Raises TimeoutError if it does not come."""
    body: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # closed by the caller
    length = asked.get("CONTENT_LENGTH", "")
    if not length.isdigit() or not 0 < int(length) <= LARGEST:
        return body
    parts = aiter(protocol)
    while part := await asyncio.wait_for(anext(parts, b""), PATIENCE):
        body.write(part)
    body.seek(0)
    return body


def _answer(call: Call) -> Events | None:
    """Send the page; an opened stream comes back instead."""
    status, headers = 0, []

    def start(line: str, given: Headers, _error: object = None) -> Callable[[bytes], object]:
        nonlocal status, headers
        status, headers = int(line.split(" ", 1)[0]), given
        return lambda _data: None

    answer: Any = application(call.environ, start)
    try:
        if isinstance(answer, Events):
            return answer
        parts = _gathered(answer)
        first, more = next(parts, b""), next(parts, b"")
        if more:
            _send(call, status, headers, (first, more), parts)
        else:
            call.protocol.response_bytes(status, headers, first)
        return None
    finally:
        answer.close()


def _send(call: Call, status: int, headers: Headers, first: Iterable[bytes], rest: Iterable[bytes]) -> None:
    """An answer of many parts, each once the line has taken the one before."""
    line = call.protocol.response_stream(status, headers)
    for parts in (first, rest):
        for part in parts:
            asyncio.run_coroutine_threadsafe(_put(line, part), call.loop).result(PATIENCE)


async def _put(line: Any, part: bytes) -> None:
    await line.send_bytes(part)


def _gathered(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Small parts as one."""
    held: list[bytes] = []
    size = 0
    for part in parts:
        held.append(part)
        size += len(part)
        if size >= TOGETHER:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


front = Front()

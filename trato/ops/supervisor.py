"""One command, one address: web workers and the background process live and die together.

Runs without Django, so that watching costs a few megabytes.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field

WAIT_FOR_WEB = 60.0
WAIT_FOR_END = 8.0
LONGEST_PAUSE = 30.0
PR_SET_PDEATHSIG = 1
BANNER = "TRATO_BANNER"


def web(host: str, port: int) -> list[str]:
    workers = os.environ.get("TRATO_WORKERS", "2")
    options = ["--interface", "rsgi", "--loop", "asyncio", "--workers", workers, "--backlog", "512"]
    # An open stream counts among what is being worked on.
    options += ["--backpressure", "2048"]
    # Whatever does not end by then: a download that nobody takes.
    options += ["--workers-kill-timeout", "5"]
    options += ["--no-ws", "--http", "1", "--log-level", "warning", "--respawn-failed-workers"]
    address = ["--host", host, "--port", str(port)]
    return [sys.executable, "-m", "granian", *options, *address, "trato.config.front:front"]


def background() -> list[str]:
    return [sys.executable, "-m", "trato.ops.background"]


@dataclass
class Child:
    """A process of ours, in a group of its own: Ctrl-C reaches the supervisor alone."""

    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    again_at: float = field(default=0.0)

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, start_new_session=True, preexec_fn=_end_with_parent)  # noqa: S603

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def tell_to_end(self) -> None:
        if self.process is not None and self.is_running:
            self.process.terminate()

    def make_end(self) -> None:
        if self.process is not None and self.is_running:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _end_with_parent() -> None:
    """Should the supervisor be killed outright, Linux ends its children too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.web, self.background = Child(web(host, port)), Child(background())
        self.stopping = False
        self.banner = os.environ.pop(BANNER, "")

    def run(self) -> int:
        """Serve until told to stop. Returns 1 if the web server ended by itself."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        self.web.start()
        self.background.start()
        try:
            self._announce()
            while not self.stopping and self.web.is_running:
                self._keep_background()
                time.sleep(0.2)
            return 0 if self.stopping else 1
        finally:
            self._end()

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _announce(self) -> None:
        deadline = time.monotonic() + WAIT_FOR_WEB
        while not self.stopping and self.web.is_running and time.monotonic() < deadline:
            if _answers(self.host, self.port):
                print(self.banner, flush=True)
                return
            time.sleep(0.05)

    def _keep_background(self) -> None:
        """Start it again after a pause that doubles."""
        child, now = self.background, time.monotonic()
        if child.is_running:
            return
        if not child.again_at:
            pause = min(LONGEST_PAUSE, 2.0**child.failures)
            child.failures, child.again_at = child.failures + 1, now + pause
            print(
                f"The background process ended; it starts again in {pause:g} s.", file=sys.stderr, flush=True
            )
        elif now >= child.again_at:
            child.again_at = 0.0
            child.start()

    def _end(self) -> None:
        children = (self.web, self.background)
        for child in children:
            child.tell_to_end()
        deadline = time.monotonic() + WAIT_FOR_END
        while any(child.is_running for child in children) and time.monotonic() < deadline:
            time.sleep(0.05)
        for child in children:
            child.make_end()


def _answers(host: str, port: int) -> bool:
    here = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    try:
        with socket.create_connection((here, port), timeout=1):
            return True
    except OSError:
        return False


if __name__ == "__main__":
    raise SystemExit(Supervisor(sys.argv[1], int(sys.argv[2])).run())

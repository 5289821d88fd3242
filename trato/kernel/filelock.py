"""One lock for all threads of all processes on this machine, in the order in which they ask."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

_FOREVER = float("inf")


class FileLock:
    """A lock named by a file. The thread that holds it may take it again."""

    def __init__(self, path: str | os.PathLike[str], timeout: float | None = None) -> None:
        self._line = _line_of(os.path.realpath(path))
        self._timeout = timeout

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    @property
    def is_held(self) -> bool:
        """Whether this thread holds the lock."""
        return self._line.owner == threading.get_ident()

    def acquire(self, timeout: float | None = None) -> None:
        """Waits for the lock, but not longer than the timeout (the lock's own unless told): TimeoutError."""
        seconds = self._timeout if timeout is None else timeout
        self._line.enter(_FOREVER if seconds is None else time.monotonic() + seconds)

    def release(self) -> None:
        """Gives the lock to whoever waits longest; RuntimeError if this thread does not hold it."""
        self._line.leave()


class _Line:
    """The threads of this process that stand in line for one file; the first of them deals with the file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.owner: int | None = None
        self._depth = 0
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._is_taken = False
        self.file: int | None = None

    def enter(self, deadline: float) -> None:
        me = threading.get_ident()
        if self.owner == me:
            self._depth += 1
            return
        self._take_turn(deadline)
        try:
            self.file = _lock_in_turn(self.path, deadline)
        except BaseException:
            self._pass_turn()
            raise
        self.owner, self._depth = me, 1

    def leave(self) -> None:
        if self.owner != threading.get_ident():
            raise RuntimeError(f"The lock {self.path} is not held by this thread.")
        self._depth -= 1
        if self._depth:
            return
        self.owner = None
        file, self.file = self.file, None
        if file is not None:
            _free(file)
        self._pass_turn()

    def _take_turn(self, deadline: float) -> None:
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=_seconds_until(deadline)):
            return
        with self._guard:
            if turn in self._waiting:
                self._waiting.remove(turn)
                raise _timed_out(self.path)
        # The turn came in the very moment in which the patience ended.

    def _pass_turn(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False

    def forget(self) -> None:
        """After a fork: the parent's lock is the parent's; keeping its file open would keep it locked."""
        if self.file is not None:
            with contextlib.suppress(OSError):
                os.close(self.file)
        self.__init__(self.path)  # type: ignore[misc]  # the object is as good as new in the child


_lines: dict[str, _Line] = {}
_lines_guard = threading.Lock()


def _line_of(path: str) -> _Line:
    with _lines_guard:
        return _lines.setdefault(path, _Line(path))


def _forget_all() -> None:
    global _lines_guard
    _lines_guard = threading.Lock()
    for line in _lines.values():
        line.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)


def _lock_in_turn(path: str, deadline: float) -> int:
    """Locks the file and returns it open.

    A process that frees a lock and takes it again at once wins against all that wait for it. So there are
    two: whoever waits for the file holds the gate meanwhile, and whoever comes back stands behind the gate.
    """
    gate = _locked(f"{path}.gate", deadline)
    try:
        return _locked(path, deadline)
    finally:
        _free(gate)


def _locked(path: str, deadline: float) -> int:
    while True:
        file = _opened(path)
        try:
            _wait_for(file, path, deadline)
        except BaseException as error:
            if not isinstance(error, _LeftBehindError):
                os.close(file)
            raise
        if _is_still_there(file, path):
            return file
        # Somebody removed the file meanwhile: others lock another one of that name.
        _free(file)


def _opened(path: str) -> int:
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
    try:
        return os.open(path, flags, 0o600)
    except FileNotFoundError:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, flags, 0o600)


def _is_still_there(file: int, path: str) -> bool:
    try:
        return os.path.samestat(os.fstat(file), os.stat(path))
    except FileNotFoundError:
        return False


class _LeftBehindError(TimeoutError):
    """Timed out while a helper still waits; it closes the file when it gets the lock."""


if sys.platform == "win32":
    import msvcrt

    def _wait_for(file: int, path: str, deadline: float) -> None:
        while True:
            try:
                msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            except OSError:
                if time.monotonic() >= deadline:
                    raise _timed_out(path) from None
                time.sleep(0.005)
            else:
                return

    def _free(file: int) -> None:
        os.close(file)

else:
    import fcntl

    def _free(file: int) -> None:
        # A child process forked at the wrong moment may have a copy of the file: closing ours is not enough.
        fcntl.flock(file, fcntl.LOCK_UN)
        os.close(file)

    def _wait_for(file: int, path: str, deadline: float) -> None:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _wait_in_line(file, path, deadline)

    def _wait_in_line(file: int, path: str, deadline: float) -> None:
        if deadline == _FOREVER:
            fcntl.flock(file, fcntl.LOCK_EX)
            return
        # The system keeps the line but knows no timeout, and asking again and again would lose our place. So
        # a helper waits, and gives the lock back if nobody wants it any more.
        helper = _Helper(file)
        threading.Thread(target=helper.wait, name="file lock", daemon=True).start()
        if not helper.is_done.wait(_seconds_until(deadline)) and helper.give_up():
            raise _LeftBehindError(f"The lock {path} was not free in time.")

    class _Helper:
        def __init__(self, file: int) -> None:
            self.is_done = threading.Event()
            self._file = file
            self._guard = threading.Lock()
            self._is_wanted = True

        def wait(self) -> None:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            with self._guard:
                self.is_done.set()
                if not self._is_wanted:
                    _free(self._file)

        def give_up(self) -> bool:
            """Whether it was in time: not if the lock has come meanwhile."""
            with self._guard:
                self._is_wanted = self.is_done.is_set()
                return not self._is_wanted


def _seconds_until(deadline: float) -> float:
    return min(max(deadline - time.monotonic(), 0), threading.TIMEOUT_MAX)


def _timed_out(path: str) -> TimeoutError:
    return TimeoutError(f"The lock {path} was not free in time.")

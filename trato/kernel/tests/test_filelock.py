from __future__ import annotations

import multiprocessing
import os
import threading
import time
from typing import TYPE_CHECKING

import pytest

from trato.kernel.filelock import FileLock

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event
    from pathlib import Path

spawn = multiprocessing.get_context("spawn")


def count_up(path: Path, times: int) -> None:
    """Adds to a number in a file; without the lock, additions get lost."""
    for _ in range(times):
        with FileLock(path / "lock"):
            number = int((path / "number").read_text())
            (path / "number").write_text(str(number + 1))


def hold(path: Path, is_held: Event, may_go: Event) -> None:
    with FileLock(path):
        is_held.set()
        may_go.wait(10)


def test_processes_take_turns(tmp_path: Path) -> None:
    (tmp_path / "number").write_text("0")
    processes = [spawn.Process(target=count_up, args=(tmp_path, 200)) for _ in range(3)]
    for process in processes:
        process.start()
    count_up(tmp_path, 200)
    for process in processes:
        process.join(30)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert (tmp_path / "number").read_text() == "800"


def test_threads_take_turns(tmp_path: Path) -> None:
    (tmp_path / "number").write_text("0")
    threads = [threading.Thread(target=count_up, args=(tmp_path, 100)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (tmp_path / "number").read_text() == "400"


def test_another_process_is_waited_for_and_not_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    is_held, may_go = spawn.Event(), spawn.Event()
    process = spawn.Process(target=hold, args=(path, is_held, may_go))
    process.start()
    assert is_held.wait(20)
    lock = FileLock(path, timeout=0.05)
    with pytest.raises(TimeoutError, match="was not free in time"):
        lock.acquire()
    may_go.set()
    lock.acquire(timeout=10)
    assert lock.is_held
    lock.release()
    process.join(10)
    # Whoever gave up must not have kept the lock.
    with FileLock(path, timeout=5):
        pass


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    is_held, never = spawn.Event(), spawn.Event()
    process = spawn.Process(target=hold, args=(path, is_held, never))
    process.start()
    assert is_held.wait(20)
    process.kill()
    with FileLock(path, timeout=10) as lock:
        assert lock.is_held
    process.join(10)


def test_the_holder_may_take_it_again(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with FileLock(path) as outer, FileLock(path, timeout=0) as inner:
        assert inner.is_held
        outer.acquire()
        outer.release()
        assert outer.is_held
    with pytest.raises(RuntimeError, match="not held by this thread"):
        outer.release()


def test_another_thread_times_out_and_the_line_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    outcomes: list[str] = []

    def impatient() -> None:
        try:
            FileLock(path, timeout=0.05).acquire()
        except TimeoutError:
            outcomes.append("gave up")

    def patient() -> None:
        with FileLock(path, timeout=10):
            outcomes.append("got it")

    threads = [threading.Thread(target=impatient), threading.Thread(target=patient)]
    with FileLock(path):
        for thread in threads:
            thread.start()
        threads[0].join(10)
        assert outcomes == ["gave up"]
    threads[1].join(10)
    assert outcomes == ["gave up", "got it"]


def test_threads_are_served_in_the_order_in_which_they_ask(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    order: list[int] = []

    def enter(number: int) -> None:
        with FileLock(path):
            order.append(number)

    threads = [threading.Thread(target=enter, args=(number,)) for number in range(5)]
    with FileLock(path):
        for thread in threads:
            thread.start()
            time.sleep(0.02)
    for thread in threads:
        thread.join(10)
    assert order == [0, 1, 2, 3, 4]


def test_an_error_frees_the_lock(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "lock")
    with pytest.raises(ZeroDivisionError), lock:
        assert 1 / 0
    assert not lock.is_held
    lock.acquire(timeout=0)
    lock.release()


def test_a_removed_file_and_folder_are_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "data" / "lock"
    with FileLock(path):
        path.unlink()
    with FileLock(path, timeout=1):
        assert path.exists()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forking is what is tested")
def test_a_forked_child_does_not_own_its_parents_lock(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "lock")
    with lock:
        child = os.fork()
        if child == 0:
            try:
                lock.acquire(timeout=0.05)
            except TimeoutError:
                os._exit(7)
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 7

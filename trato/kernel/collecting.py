"""When Python looks for objects that hold one another."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: So many more objects that may hold others are there before the next search; a page leaves about a thousand.
BETWEEN_SEARCHES = 20_000


def settle() -> None:
    """What has been loaded so far stays: no search looks through it, and searches come once in many pages.

    For a process that answers many requests; called when its modules have been read.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(BETWEEN_SEARCHES, *gc.get_threshold()[1:])


@contextmanager
def collecting_later() -> Iterator[None]:
    """No search for garbage while many objects are made that are all needed until the end of a short piece.

    What nothing holds any more goes at once as ever; only rings wait. A search for each dozen of rows, all of
    them alive, cost a fifth of an import.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

"""Answers about small tables that every page asks and few people write: kept until one of them is written.

    at_hand.keep(Favorite)

A statement that reads from such tables alone is answered from memory. Whatever else writes to one, by this
connection, counts up a number of the workspace in the same transaction; each request, command and task looks
at it (`snapshot.refresh`) and forgets what was kept under another.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import lru_cache
from threading import local
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from trato.accounts.workspace import count_up

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from django.db import models

#: So many answers are kept, and of so many rows at most.
MOST, LONGEST = 4096, 500

_READ = re.compile(r'\b(?:FROM|JOIN) (?:"(\w+)"|(?!\()(\w+))')
_WRITTEN = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')

#: No tables, but lists that come with the question.
_LISTS = frozenset({"json_each", "jsonb_array_elements_text"})

_tables: set[str] = set()


class _Kept:
    """What was answered under one number."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.answers: dict[Hashable, list[Any]] = {}


class _Held(local):
    """What this thread answers from; nothing before it has looked at the number, nor after it has written."""

    kept: _Kept | None = None
    has_written = False
    is_aside = False


_shared: list[_Kept] = []
_held = _Held()


def keep(model: type[models.Model]) -> None:
    """Declare that answers about this table are kept."""
    if model._meta.db_table not in _tables:
        _tables.add(model._meta.db_table)
        covers.cache_clear()


@lru_cache(maxsize=4096)
def covers(sql: str) -> bool:
    """Whether a question reads from such tables alone."""
    if not sql.startswith("SELECT") or " FOR UPDATE" in sql:
        return False
    found = {quoted or plain for quoted, plain in _READ.findall(sql)}
    return not found <= _LISTS and found <= _tables | _LISTS


def refresh(number: int) -> None:
    """Answer from what was kept under this number, the workspace's of now."""
    if _held.has_written and connection.in_atomic_block:
        _held.kept = _Kept(number)  # nobody else may see what is not committed
        return
    _held.has_written = False
    kept = next(iter(_shared), None)
    if kept is None or kept.number != number:
        kept = _Kept(number)
        _shared[:] = [kept]
    _held.kept = kept


def forget() -> None:
    """Keep nothing of what was answered so far."""
    _shared.clear()
    _held.kept, _held.has_written, _held.is_aside = None, False, False


def answer(key: Hashable, ask: Callable[[], list[Any]]) -> list[Any]:
    """The rows as they were answered before, to be left as they are; asked for otherwise."""
    kept = None if _held.is_aside else _held.kept
    if kept is None:
        return ask()
    found = kept.answers.get(key)
    if found is None:
        found = ask()
        if len(kept.answers) >= MOST:
            kept.answers.clear()
        if len(found) <= LONGEST:
            kept.answers[key] = found
    return found


@contextmanager
def aside() -> Iterator[None]:
    """While other rows stand in a table's place, or something is written that builds on what is read, nothing
    is answered from memory nor kept.
    """
    before, _held.is_aside = _held.is_aside, True
    try:
        yield
    finally:
        _held.is_aside = before


def notice(statement: str) -> None:
    """See whether this statement, just executed, wrote to a table whose answers are kept."""
    match = _WRITTEN.match(statement)
    if match and match[1] in _tables:
        written()


def written() -> None:
    """Such a table was written: this thread asks the database from now on, the others at their next look."""
    _held.kept, _held.has_written = None, connection.in_atomic_block
    count_up("at_hand")
    if _held.has_written:
        transaction.on_commit(_committed)


def _committed() -> None:
    _held.kept, _held.has_written = None, False

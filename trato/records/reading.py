"""What several parts of one page ask is read once."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import DEFAULT_DB_ALIAS

from trato.records import at_hand

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

T = TypeVar("T")

_known: ContextVar[dict[Any, Any] | None] = ContextVar("known", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Answers that `read_once` gives in here are remembered until the end, or until something is written."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def watch(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Have every statement of the workspace's connection looked at; called when one opens."""
    if connection.alias == DEFAULT_DB_ALIAS and _attentive not in connection.execute_wrappers:
        connection.execute_wrappers.append(_attentive)


def _attentive(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  # Django's
    """Whatever is no question may change the answers."""
    if sql.startswith("SELECT"):
        return execute(sql, params, many, context)
    forget_read()
    found = execute(sql, params, many, context)
    at_hand.notice(sql)
    return found


def read_once(key: Hashable, make: Callable[[], T]) -> T:
    """The answer that this page has already, else a new one; whoever takes it leaves it as it is."""
    known = _known.get()
    if known is None:
        return make()
    if key not in known:
        known[key] = make()
    found: T = known[key]
    return found


def forget_read() -> None:
    """What was read may be otherwise now."""
    known = _known.get()
    if known:
        known.clear()

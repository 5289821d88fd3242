"""What several parts of one page ask is read once."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

T = TypeVar("T")

_known: ContextVar[dict[Any, Any] | None] = ContextVar("known", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Answers that `read_once` gives in here are remembered until the end, or until something is written."""
    token = _known.set({})
    try:
        with connection.execute_wrapper(_attentive):
            yield
    finally:
        _known.reset(token)


def _attentive(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  # Django's
    """Whatever is no question may change the answers."""
    if not sql.startswith("SELECT"):
        forget_read()
    return execute(sql, params, many, context)


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

"""An act that is sent again because its answer got lost is done once.

A page names each thing it sends; the first change set that comes of it keeps the name.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from trato.records.errors import DoneBefore
from trato.records.models import ChangeSet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trato.accounts.actor import Actor

NAME = re.compile(r"[0-9a-f]{32}")

_name: ContextVar[str] = ContextVar("once", default="")


@contextmanager
def sent_as(actor: Actor, name: str) -> Iterator[None]:
    """What is written inside is written under this name. Raises DoneBefore if it has been."""
    if not NAME.fullmatch(name):
        yield
        return
    _refuse(actor, name)
    token = _name.set(name)
    try:
        yield
    finally:
        _name.reset(token)


def take(actor: Actor) -> str | None:
    """The name for a change set about to be written; the next one of the same request has none.

    Raises DoneBefore if another request has written it meanwhile.
    """
    name = _name.get()
    if not name:
        return None
    _refuse(actor, name)
    _name.set("")
    return name


def _refuse(actor: Actor, name: str) -> None:
    if ChangeSet.objects.filter(actor_id=actor.user_id, once=name).exists():
        raise DoneBefore

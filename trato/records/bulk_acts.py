"""What rooms do with many chosen records of types that they do not own; found by name in `bulk_acts.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from trato.records.of_rooms import modules_named

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType


@dataclass(frozen=True)
class BulkAct:
    """An act on many records: a button of the selection, and where it makes sense of the whole list.

    Its screen takes the type's key; it is posted `ids`, or `all=1` with `filter`, and `sort` and `back`.
    """

    key: str
    label: str | StrPromise
    icon: str
    #: The URL name of its screen.
    screen: str
    applies: Callable[[Actor, RecordType], bool]
    #: Whether it begins with a dialog rather than with a page.
    asks: bool = True
    #: Whether the whole list has a button for it too, a link with `filter` and `sort`.
    whole: bool = False
    #: Whether the menu of one record has it too, where it asks first.
    of_one: bool = True
    position: int = 50


@cache
def _all() -> tuple[BulkAct, ...]:
    found: list[BulkAct] = [act for module in modules_named("bulk_acts") for act in module.ACTS]
    return tuple(sorted(found, key=lambda act: (act.position, act.key)))


def bulk_acts(actor: Actor, record_type: RecordType) -> list[BulkAct]:
    """The acts of all rooms that this person is offered for a type, in order."""
    return [act for act in _all() if act.applies(actor, record_type)]

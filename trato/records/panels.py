"""What rooms show on the record page of types that they do not own; found by name in `record_panels.py`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from trato.records.of_rooms import modules_named

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django_stubs_ext import StrPromise

    from trato.records.record_type import RecordType
    from trato.records.rows import Row

Place = Literal["composer", "middle", "side"]


@dataclass(frozen=True)
class Panel:
    """One part of a record page: where it stands, for which types, and what it shows.

    Panels in the middle become tabs, in the order of `position`; the first is open.
    """

    key: str
    label: str | StrPromise
    place: Place
    render: Callable[[HttpRequest, RecordType, Row], str]
    applies: Callable[[RecordType], bool] = lambda _record_type: True
    position: int = 50
    #: How many things it holds, for the tab; None shows no number.
    count: Callable[[HttpRequest, RecordType, Row], int | None] = lambda _request, _record_type, _row: None


@cache
def all_panels() -> tuple[Panel, ...]:
    """The panels of all rooms, in order."""
    found: list[Panel] = [panel for module in modules_named("record_panels") for panel in module.PANELS]
    return tuple(sorted(found, key=lambda panel: (panel.position, panel.key)))


def panels_for(record_type: RecordType, place: Place) -> list[Panel]:
    """The panels that a type's page shows in one place."""
    return [panel for panel in all_panels() if panel.place == place and panel.applies(record_type)]

"""What rooms offer the engine: modules that are found by their name."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from django.apps import apps

if TYPE_CHECKING:
    from types import ModuleType


def modules_named(name: str) -> list[ModuleType]:
    """The module of that name of every installed room that has one, the lowest room first.

    The engine's own module of the same name, which says what rooms offer in theirs, is none of them.
    """
    rooms = [
        app.name for app in apps.get_app_configs() if app.name.startswith("trato.") and app.label != "records"
    ]
    return [import_module(f"{room}.{name}") for room in rooms if find_spec(f"{room}.{name}")]

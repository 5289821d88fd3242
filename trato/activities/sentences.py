"""How verbs are told: each room names the sentences of its events in `events.py`, found by name."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.apps import apps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrPromise

#: Stands for the title while a sentence is filled in, so that a link can take its place.
_TITLE = "\x00"


@cache
def event_sentences() -> Mapping[str, str | StrPromise]:
    """The sentence of every event that people are told of."""
    found: dict[str, str | StrPromise] = {}
    for app in apps.get_app_configs():
        name = f"{app.name}.events"
        if app.name.startswith("trato.") and find_spec(name):
            found |= getattr(import_module(name), "EVENT_SENTENCES", {})
    return found


def sentence_of(event: str, data: Mapping[str, Any]) -> tuple[str, str] | None:
    """What stands before and after the record's name; None for an event that is not told."""
    sentence = event_sentences().get(event)
    if sentence is None:
        return None
    before, _mark, after = (str(sentence) % {**data, "title": _TITLE}).partition(_TITLE)
    return before.strip(), after.strip()

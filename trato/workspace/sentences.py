"""How verbs are told: each room names the sentences of its events in `events.py`, found by name."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from trato.records.of_rooms import modules_named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrPromise

#: Stands for the title while a sentence is filled in, so that a link can take its place.
_TITLE = "\x00"


@cache
def event_sentences() -> Mapping[str, str | StrPromise]:
    """The sentence of every event that people are told of."""
    offered = [getattr(module, "EVENT_SENTENCES", {}) for module in modules_named("events")]
    return {event: sentence for sentences in offered for event, sentence in sentences.items()}


def sentence_of(event: str, data: Mapping[str, Any]) -> tuple[str, str] | None:
    """What stands before and after the record's name; None for an event that is not told."""
    sentence = event_sentences().get(event)
    if sentence is None:
        return None
    before, _mark, after = (str(sentence) % {**data, "title": _TITLE}).partition(_TITLE)
    return before.strip(), after.strip()

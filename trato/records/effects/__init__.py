"""What one write leaves behind beside the row itself, all of it in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trato.records.effects.archiving import ARCHIVED, mark_archived
from trato.records.effects.counters import count_changes
from trato.records.effects.healing import heal, mend_rows
from trato.records.effects.history import write_history
from trato.records.effects.keys import write_match_keys
from trato.records.effects.moving import Moved, hand_over, set_aside, turn_back
from trato.records.effects.outbox import write_events
from trato.records.effects.removal import Removal, release, take_away
from trato.records.effects.timeline import write_timeline
from trato.records.effects.words import write_words

if TYPE_CHECKING:
    from trato.records.touched import Touched
    from trato.records.work import Work


def record(work: Work, changed: list[Touched]) -> None:
    """Write history, words, timeline, counters, match keys and outbox for everything that changed."""
    write_history(work, changed)
    write_timeline(work, changed)
    write_match_keys(changed)
    write_words(changed)
    count_changes(work, changed)
    write_events(work, changed)


__all__ = [
    "ARCHIVED",
    "Moved",
    "Removal",
    "hand_over",
    "heal",
    "mark_archived",
    "mend_rows",
    "record",
    "release",
    "set_aside",
    "take_away",
    "turn_back",
]

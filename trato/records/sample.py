"""Sample data: which records came with it, and how they go again without a trace.

Whatever a room's `demo.py` makes lies in change sets of one kind; that is the mark. A sample record stays
only while something that people made links to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trato.accounts.models import User
from trato.records import sample_history, sample_links
from trato.records.effects.counters import rebuild
from trato.records.effects.removal import erase
from trato.records.models import Change, ChangeSet
from trato.records.registry import registry
from trato.records.rows.read import titles
from trato.records.sample_history import KIND
from trato.records.transactions import write_transaction
from trato.records.undo import Undone, invert_change
from trato.records.work import writing

if TYPE_CHECKING:
    from collections.abc import Collection

    from trato.accounts.actor import Actor
    from trato.records.sample_links import Key


@dataclass(frozen=True)
class Held:
    """A sample record that stays, and the record for whose sake; `by` is None for one who signs in here."""

    type: str
    id: int
    title: str
    by: Key | None
    by_title: str = ""


@dataclass
class Plan:
    """What would go, by type, and what stays."""

    going: dict[str, set[int]] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(ids) for ids in self.going.values())


#: Sample data comes into a new workspace: its change sets are among so many first ones.
EARLY = 5000


def is_there() -> bool:
    """Whether there is any sample data; one read, as short in a workspace of many years."""
    first = ChangeSet.objects.order_by("pk").values("pk")[:EARLY]
    return ChangeSet.objects.filter(kind=KIND, pk__in=first).exists()


def plan() -> Plan:
    """What a removal would do now; reads only."""
    return _plan(_own_changed())


def remove(actor: Actor) -> Plan:
    """Take the sample data away for good, with its history; whole or not at all. Returns what was done."""
    with write_transaction():
        _take_back_changes(actor)
        done = _plan(set())
        stay = {(one.type, one.id) for one in done.held}
        sample_history.forget_traces(done.going)
        for key, ids in done.going.items():
            erase(registry.get(key), sorted(ids))
        gone = {key: {pk for pk in ids if (key, pk) not in stay} for key, ids in _born().items()}
        sample_history.forget({key: ids for key, ids in gone.items() if ids})
        for key in done.going:
            rebuild(registry.get(key))
    return done


def _plan(overlooked: Collection[Key]) -> Plan:
    """`overlooked` are records of people whose links to sample data are the sample's own doing."""
    born = _there(_born())
    reasons = sample_links.held(born, overlooked)
    for pk in _signing_in(born.get("users", set())):
        reasons.setdefault(("users", pk), None)
    reasons |= sample_links.held_with(born, reasons)
    found = Plan()
    for key, ids in born.items():
        if going := {pk for pk in ids if (key, pk) not in reasons}:
            found.going[key] = going
    found.held = _told(reasons)
    return found


def _born() -> dict[str, set[int]]:
    """The records that came with sample data, by type, also those that have gone since."""
    found: dict[str, set[int]] = {}
    for change in Change.objects.filter(change_set__kind=KIND, op=Change.CREATE):
        if registry.knows(change.type):
            found.setdefault(change.type, set()).update(change.record_ids)
    return found


def _there(born: dict[str, set[int]]) -> dict[str, set[int]]:
    """Those of them that are still there."""
    found = {}
    for key, ids in born.items():
        kept = registry.get(key).model._base_manager.filter(pk__in=ids)
        found[key] = set(kept.values_list("pk", flat=True))
    return {key: ids for key, ids in found.items() if ids}


def _signing_in(users: set[int]) -> list[int]:
    """Those of them who have a password: people who were invited into a sample user's place."""
    return [one.pk for one in User.objects.filter(pk__in=users) if one.password and one.has_usable_password()]


def _own_changed() -> set[Key]:
    """The records of people that sample data changed."""
    born = _born()
    changed = Change.objects.filter(change_set__kind=KIND, op=Change.CHANGE).values_list("type", "first_id")
    return {(key, pk) for key, pk in changed.distinct() if pk not in born.get(key, ())}


def _take_back_changes(actor: Actor) -> None:
    """Give the records of people back what sample data changed in them, where that still stands."""
    own = _own_changed()
    changes = Change.objects.filter(change_set__kind=KIND, op=Change.CHANGE, undone_by=None)
    wanted = [one for one in changes.order_by("-pk") if (one.type, one.first_id) in own]
    with writing(actor, KIND, heals=False) as work:
        for key in sorted({one.type for one in wanted}):
            work.load(key, [one.first_id for one in wanted if one.type == key], None)
        for one in wanted:
            invert_change(work, one, Undone(0))


def _told(reasons: dict[Key, Key | None]) -> list[Held]:
    wanted: dict[str, set[int]] = {}
    for key, pk in {*reasons, *(by for by in reasons.values() if by)}:
        wanted.setdefault(key, set()).add(pk)
    known = {(key, pk): title for key, ids in wanted.items() for pk, title in titles(key, ids).items()}
    return [
        Held(key, pk, known.get((key, pk), ""), by, known.get(by, "") if by else "")
        for (key, pk), by in sorted(reasons.items(), key=lambda one: one[0])
    ]

"""Who belongs with whom in the demo: who referred a customer, who supplies whom, who is married."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from trato.kernel.translated import translated
from trato.people.models import Company, Contact
from trato.records import snapshot
from trato.records.models import RelationKind
from trato.records.relation_kinds import KINDS
from trato.records.values import Ref

if TYPE_CHECKING:
    from trato.records.hands import Hands
    from trato.records.work import Work

WORDS = Path(__file__).parent / "data" / "demo_words.csv"
#: Of each kind, by its place among those that a workspace begins with: how many, and between whom.
TIES = (
    (0, 26, "companies", "contacts"),
    (0, 14, "contacts", "contacts"),
    (1, 8, "companies", "companies"),
    (2, 14, "companies", "companies"),
    (3, 10, "companies", "contacts"),
    (6, 6, "contacts", "contacts"),
    (7, 5, "contacts", "contacts"),
)
NOTES = ("Met at the trade fair", "From the same town", "Worked together before")
PERSONAL = ("Went to school together", "Met at the trade fair", "Worked together before")


def relate(hands: Hands) -> int:
    """Add relations of the kinds that are there; how many."""
    dice = Random("ties")
    known = {key: _ends(key, model) for key, model in (("companies", Company), ("contacts", Contact))}
    kinds = _kinds()
    seen: set[frozenset[Ref]] = set()
    with hands.of() as work:
        for place, number, first, second in TIES:
            for _one in range(number if place in kinds else 0):
                ends = dice.choice(known[first]), dice.choice(known[second])
                pair = frozenset(end.ref for end in ends)
                if len(pair) == len(ends) and pair not in seen:
                    seen.add(pair)
                    _tie(work, dice, kinds[place], ends)
    return len(seen)


@dataclass(frozen=True)
class End:
    """A record that is there, since when and by whom."""

    ref: Ref
    at: datetime
    by: int | None


def _ends(key: str, model: Any) -> list[End]:
    rows = model._base_manager.order_by("pk").values_list("pk", "name", "created_at", "created_by_id")
    return [End(Ref(key, pk, name), at, by) for pk, name, at, by in rows]


def _kinds() -> dict[int, Ref]:
    language = snapshot.current().workspace.language
    names = [name for name, _inverse, _personal in KINDS.get(language, KINDS["en"])]
    rows = RelationKind._base_manager.filter(name__in=names).values_list("pk", "name")
    return {names.index(name): Ref("relation_kinds", pk, name) for pk, name in rows}


def _tie(work: Work, dice: Random, kind: Ref, ends: tuple[End, End]) -> None:
    """One relation, made by who made its first end, some time after both were there."""
    since = work.at.date() - timedelta(days=dice.randrange(300, 3000)) if dice.random() < 0.3 else None
    values = {"from": (ends[0].ref,), "kind": kind, "to": (ends[1].ref,), "since": since}
    notes = PERSONAL if all(end.ref.type == "contacts" for end in ends) else NOTES
    note = dice.choice(notes) if dice.random() < 0.4 else ""
    said = translated(WORDS, snapshot.current().workspace.language)
    record: Any = work.create("relations", {**values, "note": said(note)}).record
    both = max(end.at for end in ends)
    record.created_at = record.updated_at = both + (work.at - both) * dice.uniform(0.1, 0.9)
    record.created_by_id = ends[0].by

"""Records for tests, made by the very actions that people use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from trato.accounts.actor import Actor
from trato.records import actions
from trato.records.models import ChangeSet
from trato.records.registry import registry

#: What a record needs at least, by type; the number makes it one of a kind.
LEAST: dict[str, Callable[[int], dict[str, Any]]] = {
    "contacts": lambda number: {"name": f"Contact {number}"},
    "companies": lambda number: {"name": f"Company {number}"},
    "products": lambda number: {"name": f"Product {number}"},
    "deals": lambda number: {"name": f"Deal {number}"},
    "leads": lambda number: {"name": f"Lead {number}", "status": "new"},
    "notes": lambda number: {"body": f"Note {number}"},
    "tasks": lambda number: {"name": f"Task {number}"},
    "calls": lambda number: {"name": f"Call {number}"},
    "meetings": lambda number: {
        "name": f"Meeting {number}",
        "starts_at": "2026-11-24T09:00:00Z",
        "ends_at": "2026-11-24T10:00:00Z",
    },
    "plans": lambda number: {
        "name": f"Plan {number}",
        "steps": [{"day": 0, "kind": "call", "name": "Call"}, {"day": number % 9, "name": "Visit"}],
    },
    "tags": lambda number: {"name": f"tag {number}"},
    "teams": lambda number: {"name": f"Team {number}"},
    "users": lambda number: {"name": f"User {number}", "email": f"user{number}@example.com"},
    "pipelines": lambda number: {"name": f"Pipeline {number}"},
    "stages": lambda number: {"name": f"Stage {number}", "pipeline": _first("pipelines")},
    "lost_reasons": lambda number: {"name": f"Reason {number}"},
    "rates": lambda number: {
        "currency": ("EUR", "GBP", "JPY", "CNY", "MXN")[number % 5],
        "rate": "1.25",
        "day": (date(2020, 1, 1) + timedelta(days=number // 5)).isoformat(),
    },
    "relation_kinds": lambda number: {
        "name": f"Tie {number}",
        "inverse": f"Tied {number}",
        "from_types": None,
        "to_types": None,
    },
    "relations": lambda number: _tie(number),
    "files": lambda number: {"name": f"file {number}.txt"},
    "fields": lambda number: {
        "type": "companies",
        "name": f"field_{number}",
        "label": f"Field {number}",
        "kind": "text",
        "options": {},
    },
    "views": lambda number: {"name": f"View {number}", "type": "deals"},
    "view_defaults": lambda number: {"type": "deals"},
    "mends": lambda number: {
        "type": "deals",
        "field": "company",
        "text": f"Text {number}",
        "target_type": "companies",
        "target_id": number,
    },
}
#: Names of one record that are not the key without its last letter.
SINGULAR = {"company": "companies", "person": "users"}


def _first(type_key: str) -> int:
    """A record that every workspace has."""
    pk: int = registry.get(type_key).model._base_manager.order_by("pk").values_list("pk", flat=True)[0]
    return pk


def _tie(number: int) -> dict[str, Any]:
    """Two records of the workspace, tied as no other number ties them, also when there are more by now."""
    ends = {
        one.key: list(one.model._base_manager.order_by("pk").values_list("pk", flat=True)[:6])
        for one in registry.types()
        if one.is_relatable
    }
    # The types by turns, so that the rows of any page have ends of all of them.
    every = [f"{key}/{ids[place]}" for place in range(6) for key, ids in ends.items() if place < len(ids)]
    kinds = registry.get("relation_kinds").model._base_manager.exclude(inverse="").filter(from_types="")
    ids = list(kinds.order_by("pk").values_list("pk", flat=True))
    steps, first = divmod(number, len(every))
    turn, step = divmod(steps, len(every) - 1)
    second = (first + 1 + step) % len(every)
    since = (date(2024, 1, 1) + timedelta(days=number % 500)).isoformat()
    return {
        "from": every[first],
        "kind": ids[turn % len(ids)],
        "to": every[second],
        "since": since,
        "until": None,
    }


class Makers:
    """`make.deal(owner=ana, value="900")` or `make("deals", …)`: the id of a new record."""

    def __init__(self, by: Actor) -> None:
        self.by = by
        self.made = 0

    def __call__(self, type_key: str, *, by: Actor | None = None, **given: Any) -> int:
        """Make a record by the action that people use; its owner makes it unless `by` says who."""
        self.made += 1
        owner = given.get("owner")
        if isinstance(owner, Actor):
            by = by or owner
            given["owner"] = owner.user_id
        least = LEAST[type_key](self.made) if type_key in LEAST else {}
        if "first_name" in given or "last_name" in given:
            least.pop("name", None)
        return actions.create(by or self.by, type_key, {**least, **given})

    def __getattr__(self, name: str) -> Callable[..., int]:
        key = SINGULAR.get(name, f"{name}s")
        if not registry.knows(key):
            raise AttributeError(name)
        return lambda **given: self(key, **given)

    def many(self, type_key: str, number: int, **given: Any) -> list[int]:
        """So many records alike."""
        return [self(type_key, **given) for _one in range(number)]


def last_set(actor: Actor, given: Callable[[], Any]) -> int:
    """The change set that a call leaves behind."""
    before = ChangeSet.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    given()
    found = ChangeSet.objects.filter(pk__gt=before, actor_id=actor.user_id).order_by("pk").first()
    if found is None:
        raise AssertionError("nothing was written")
    return int(found.pk)


def learn(declared: Mapping[str, Callable[[int], dict[str, Any]]]) -> None:
    """Tell the makers what records of other types need."""
    LEAST.update(declared)


__all__ = ["LEAST", "Makers", "last_set", "learn"]

"""What of the news a person may know: each record passes the access door, for each reader."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from trato.accounts.rights import Right, Scope
from trato.records import access, snapshot
from trato.records.registry import registry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trato.accounts.actor import Actor
    from trato.live.news import News
    from trato.records.record_type import RecordType

#: Type to the records of it that changed; None: look for yourself which.
Told = dict[str, "list[int] | None"]

#: Too much has happened to tell it one by one.
EVERYTHING: Told = {"*": None}


def told_to(actor: Actor, news: Iterable[News]) -> Told:
    """The news that concern this person; of records that they may not see, nothing.

    A record that has just left someone's sight (removed, given to another owner) is told without its
    id: that one of its type may be gone.
    """
    ids: dict[str, set[int]] = {}
    many: set[str] = set()
    for item in news:
        if item.users:
            many |= {item.type} if actor.user_id in item.users else set()
        elif registry.knows(item.type) and access.may(actor, registry.get(item.type), Right.READ):
            seen = _seen(actor, registry.get(item.type), item)
            if seen is None:
                many.add(item.type)
            elif seen:
                ids.setdefault(item.type, set()).update(seen)
    return {key: None if key in many else sorted(ids[key]) for key in sorted({*ids, *many})}


def _seen(actor: Actor, record_type: RecordType, item: News) -> set[int] | None:
    """Which of the records the person sees; None if they are many, or one may have left their sight."""
    if item.is_many:
        return None
    seen = access.visible_ids(actor, record_type, item.ids)
    if len(seen) == len(item.ids):
        return seen
    narrowed = access.scope_of(actor, record_type, Right.READ) is not Scope.ALL
    shared = bool(record_type.shared or snapshot.current().sharing.get(record_type.key))
    return None if item.may_be_lost or (narrowed and shared) else seen


def message(number: int, told: Told) -> bytes:
    """One server-sent event, as WHATWG HTML (9.2) writes it."""
    return f"id: {number}\ndata: {json.dumps(told, separators=(',', ':'))}\n\n".encode()

"""What people are told of: each room names its kinds of news, whom they concern and in which words.

A room says so in its `notices.py`, found by name, as a list `KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from trato.records.models import Change, ChangeSet
from trato.records.of_rooms import modules_named
from trato.records.registry import registry

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from trato.records.outbox import Event


@dataclass(frozen=True)
class Notice:
    """That one record is news to one person."""

    user_id: int
    type_key: str
    record_id: int
    #: Who did it; None where nobody did, such as a day that has come.
    actor_id: int | None = None
    #: What the sentence says beside names, as JSON: a moment in ISO 8601 under `at`, and under `value` what a
    #: link or choice was given, as history keeps it.
    data: dict[str, Any] = field(default_factory=dict)
    #: The field of which the sentence tells: whoever may not know it is not told.
    field: str = ""
    #: What makes it the same news when it is found again; a person is told once.
    mark: str = ""


@dataclass(frozen=True)
class Past:
    """How news of a day or an hour is said once that is over; besides, both sentences may have `%(day)s`."""

    sentence: str | StrPromise
    several: str | StrPromise
    #: The list of several, with the day of the news for `%(day)s`.
    filter: str = ""


def never(_event: Event) -> Iterable[int]:
    """Such news is not ended by what happens to its record."""
    return ()


@dataclass(frozen=True)
class Kind:
    """One kind of news: when there is some, for whom, and how it is said.

    `sentence` has `%(who)s` and `%(title)s`, `several` `%(who)s`, `%(count)s` and `%(types)s`; both may have
    `%(at)s` and `%(value)s`.
    """

    key: str
    #: What a person switches on and off.
    label: str | StrPromise
    icon: str
    position: int
    sentence: str | StrPromise
    several: str | StrPromise
    #: Events after which `told` is asked.
    events: tuple[str, ...] = ()
    told: Callable[[Event], Iterable[Notice]] = lambda _event: ()
    #: Of which records the news is old, since they were changed: it is not new to anybody any more.
    over: Callable[[Event], Iterable[int]] = never
    #: Looks again and again for what time brings; what is found has a mark.
    scan: Callable[[], Iterable[Notice]] | None = None
    every: timedelta = timedelta(minutes=15)
    #: The filter of the list in which several records of this kind stand together.
    filter: str = ""
    #: Where the sentence is true only until the moment that it has, or on the day on which it is told.
    past: Past | None = None
    #: Unless a person says otherwise it also comes by mail, or to the devices that were switched on.
    mails: bool = False
    pushes: bool = False


@cache
def kinds() -> dict[str, Kind]:
    """All kinds of all rooms by key, in their order."""
    found: list[Kind] = [kind for module in modules_named("notices") for kind in module.KINDS]
    return {one.key: one for one in sorted(found, key=lambda one: one.position)}


def actor_of_event(event: Event) -> int | None:
    """Who did what an event tells; None for the system."""
    return ChangeSet.objects.filter(pk=event.change_set).values_list("actor_id", flat=True).first()


def values_given(event: Event, name: str) -> dict[int, Any]:
    """What an event's records were given in one field, as history keeps it; healed ones are left out."""
    changes = Change.objects.filter(
        type=event.type, first_id__in=event.record_ids, change_set_id=event.change_set, op=Change.CHANGE
    )
    found = changes.values_list("first_id", "after")
    return {pk: after[name] for pk, after in found if after and name in after}


def owners_of(type_key: str, ids: Iterable[int]) -> dict[int, int]:
    """Whose these records are now; those of nobody are left out."""
    record_type = registry.get(type_key)
    if not record_type.is_owned:
        return {}
    owned = record_type.model._base_manager.filter(pk__in=list(ids), owner_id__isnull=False)
    return dict(owned.values_list("pk", "owner_id"))

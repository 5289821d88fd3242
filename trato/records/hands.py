"""One change set that several people write into, as of a day in the past; for demo data."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

from trato.accounts.actor import Actor, actor_of
from trato.accounts.models import User
from trato.records.actions import complete_set, open_set
from trato.records.work import Work, writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trato.records.values import Ref


class Hands:
    """Lets several people write into one change set of long ago."""

    def __init__(self, actor: Actor, days: int) -> None:
        self.actor, self.number = actor, 0
        self.people = {user.pk: actor_of(user, actor.via) for user in User.objects.filter(archived_at=None)}
        self.set = open_set(actor, "demo")
        self.set.at -= timedelta(days=days)
        self.set.save(update_fields=["at"])

    @contextmanager
    def of(self, user_id: int | None = None) -> Iterator[Work]:
        """What one person writes; without one, the filling's own actor."""
        self.number += 1
        actor = self.people.get(user_id or 0, self.actor)
        with writing(actor, "demo", into=self.set, batch=self.number) as work:
            yield work

    def close(self) -> None:
        self.set.batches = self.number
        complete_set(self.set)


class Belongs(Protocol):
    @property
    def owner(self) -> Ref: ...


Owned = TypeVar("Owned", bound=Belongs)


def by_owner(things: Iterable[Owned]) -> dict[int, list[Owned]]:
    """The same things, grouped by the person to whom they belong."""
    found: dict[int, list[Owned]] = {}
    for thing in things:
        found.setdefault(thing.owner.id or 0, []).append(thing)
    return found

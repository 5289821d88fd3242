"""What a person wants to be told, and how: kinds of news by channels, and the habits beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trato.notifications.models import Habit, Wish
from trato.records.notices import kinds
from trato.records.transactions import write_transaction

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from trato.accounts.actor import Actor
    from trato.records.notices import Kind

APP, MAIL, PUSH = "app", "mail", "push"
CHANNELS = (APP, MAIL, PUSH)


def usual(kind: Kind, channel: str) -> bool:
    """Whether news of the kind takes this channel to whoever has said nothing."""
    return {APP: True, MAIL: kind.mails, PUSH: kind.pushes}[channel]


def channels_of(kind: Kind, user_ids: Iterable[int]) -> dict[int, set[str]]:
    """By which channels each of these people wants the kind; one query."""
    usually = {channel for channel in CHANNELS if usual(kind, channel)}
    found = {pk: set(usually) for pk in user_ids}
    for wish in Wish.objects.filter(kind=kind.key, user_id__in=found):
        (found[wish.user_id].add if wish.is_on else found[wish.user_id].discard)(wish.channel)
    return found


def wanted(actor: Actor, channel: str = APP) -> list[str]:
    """The keys of the kinds that this person wants by a channel."""
    said = dict(Wish.objects.filter(user_id=actor.user_id or 0, channel=channel).values_list("kind", "is_on"))
    return [key for key, kind in kinds().items() if said.get(key, usual(kind, channel))]


def want(actor: Actor, keys: Collection[str], channel: str = APP) -> None:
    """From now on tell this person of these kinds alone by this channel; unknown keys say nothing."""
    user = actor.user_id or 0
    unusual = [key for key, kind in kinds().items() if (key in keys) != usual(kind, channel)]
    with write_transaction():
        Wish.objects.filter(user_id=user, channel=channel).delete()
        Wish.objects.bulk_create(
            [Wish(user_id=user, kind=key, channel=channel, is_on=key in keys) for key in unusual]
        )


def end(user_id: int, kind: str, channel: str) -> None:
    """From now on tell this person nothing of this kind by this channel."""
    with write_transaction():
        Wish.objects.update_or_create(user_id=user_id, kind=kind, channel=channel, defaults={"is_on": False})


def habit(user_id: int) -> Habit:
    """How this person wants the digest and devices; what is usual where nothing was said, then not stored."""
    return Habit.objects.filter(user_id=user_id).first() or Habit(user_id=user_id)


def change_habit(user_id: int, **given: object) -> None:
    """Keep what was given; the rest stays."""
    with write_transaction():
        Habit.objects.update_or_create(user_id=user_id, defaults=given)

"""What a person wants to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trato.notifications.models import Mute
from trato.records.notices import kinds
from trato.records.transactions import write_transaction

if TYPE_CHECKING:
    from collections.abc import Collection

    from trato.accounts.actor import Actor


def wanted(actor: Actor, channel: str = Mute.APP) -> list[str]:
    """The keys of the kinds that this person wants; at first all."""
    muted = set(
        Mute.objects.filter(user_id=actor.user_id or 0, channel=channel).values_list("kind", flat=True)
    )
    return [key for key in kinds() if key not in muted]


def want(actor: Actor, keys: Collection[str], channel: str = Mute.APP) -> None:
    """From now on tell this person of these kinds alone; unknown keys say nothing."""
    user = actor.user_id or 0
    with write_transaction():
        Mute.objects.filter(user_id=user, channel=channel).delete()
        Mute.objects.bulk_create(
            [Mute(user_id=user, kind=key, channel=channel) for key in kinds() if key not in keys]
        )

"""What time brings: each kind that looks by itself is asked at its interval, digests, and forgetting."""

from __future__ import annotations

from datetime import timedelta

from trato.kernel.schedule import scheduled
from trato.notifications import delivering, digest, letters
from trato.records import snapshot
from trato.records.notices import Kind, kinds


def look(kind: Kind) -> int:
    """Tell what has come since the last look; how many lines."""
    if kind.scan is None:
        return 0
    snapshot.refresh()
    return delivering.deliver(kind, kind.scan())


@scheduled("notifications.look", every=timedelta(minutes=1))
def look_each_minute() -> int:
    """Kinds that must be told at once, such as a meeting that begins soon."""
    return sum(look(kind) for kind in kinds().values() if kind.every <= timedelta(minutes=1))


@scheduled("notifications.look-now-and-then", every=timedelta(minutes=15))
def look_now_and_then() -> int:
    """Kinds that can wait, such as the tasks of a day."""
    return sum(look(kind) for kind in kinds().values() if kind.every > timedelta(minutes=1))


@scheduled("notifications.digest", every=timedelta(minutes=5))
def send_digests() -> int:
    """Digests whose hour has come on their person's clock."""
    snapshot.refresh()
    return digest.look()


@scheduled("notifications.forget-old", every=timedelta(hours=24))
def forget_old() -> None:
    """After 90 days nobody asks any more."""
    delivering.forget_old()
    letters.forget_old()

"""The context in which an actor's words are read: their day, the workspace's currency."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from trato.accounts.actor import API, COMMAND_LINE
from trato.records import snapshot
from trato.records.values import Context

#: Surfaces that write numbers as programs do.
PROGRAMS = {API, COMMAND_LINE}

if TYPE_CHECKING:
    from trato.accounts.actor import Actor


def context_for(actor: Actor, **options: Any) -> Context:
    """A context of today, in the actor's time zone; programs write numbers with a point."""
    workspace = snapshot.current().workspace
    zone = actor.time_zone or workspace.time_zone
    today = datetime.now(ZoneInfo(zone)).date()
    options.setdefault("decimal", "." if actor.via in PROGRAMS else None)
    return Context(actor=actor, today=today, currency=workspace.currency, time_zone=zone, **options)

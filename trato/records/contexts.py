"""The context in which an actor's words are read: their day, the workspace's currency."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from babel import Locale

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
    return Context(
        actor=actor,
        today=today,
        currency=workspace.currency,
        time_zone=zone,
        first_weekday=first_weekday(actor.language),
        fiscal_month=workspace.fiscal_month,
        **options,
    )


def first_weekday(language: str) -> int:
    """The day that a week begins with, 0 is Monday: the workspace's, else the language's."""
    chosen = snapshot.current().workspace.first_weekday
    return _usual_first_weekday(language) if chosen is None else chosen


@lru_cache(maxsize=64)
def _usual_first_weekday(language: str) -> int:
    return Locale.parse(language.replace("_", "-"), sep="-").first_week_day


def home_zone() -> str:
    """The time zone of those who have chosen none."""
    return snapshot.current().workspace.time_zone or "UTC"

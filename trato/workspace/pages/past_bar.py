"""The way to a past day's rows, and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from trato.records import past
from trato.records.contexts import context_for
from trato.workspace.reader import formats_for

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.workspace.address import ListAddress


@dataclass
class PastBar:
    """What the list says of the day it shows; `label` is empty for today's rows and for no day at all."""

    today_url: str
    #: The last day that can be chosen.
    latest: str
    day: str = ""
    day_in_words: str = ""
    label: str = ""


def past_bar(actor: Actor, address: ListAddress) -> PastBar:
    """For this list's address."""
    bar = PastBar(address.but(as_of="").url(), context_for(actor).today.isoformat())
    if not address.as_of:
        return bar
    try:
        end = past.moment_of(actor, address.as_of) - timedelta(microseconds=1)
    except past.NoSuchDay:
        return bar
    day = end.astimezone(ZoneInfo(context_for(actor).time_zone)).date()
    bar.day = day.isoformat()
    bar.day_in_words = formats_for(actor).date(day)
    bar.label = _("As of %(day)s") % {"day": bar.day_in_words}
    return bar


def last_month_url(actor: Actor, address: ListAddress) -> str:
    """Where a list opens its past: at the end of last month."""
    before = context_for(actor).today.replace(day=1) - timedelta(days=1)
    return address.but(as_of=before.isoformat()).url()

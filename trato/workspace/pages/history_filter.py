"""Which acts the ledger shows: whose, on which type of records and when. All of it stands in the address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from trato.kernel.errors import Unreadable
from trato.kernel.periods import Period, parse_period
from trato.records import access
from trato.records.contexts import context_for
from trato.records.models import Change
from trato.records.people import USERS
from trato.records.registry import registry
from trato.workspace.reader import capitalized, types_on_screen
from trato.workspace.words import period_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from trato.accounts.actor import Actor
    from trato.records.models import ChangeSet

#: In place of a person: what happened by itself.
NOBODY = 0
#: In place of a type: what is set for the whole workspace.
SETTINGS = "settings"
#: The choice that two days follow.
DAYS = "days"
OFFERED = ("today", "yesterday", "this-week", "last-week", "last-7d")


@dataclass(frozen=True)
class HistoryFilter:
    """What the address says, as far as this reader may ask it; what nobody can mean asks nothing."""

    person: int | None = None
    type_key: str = ""
    when: str = ""
    days: Period | None = None

    @classmethod
    def of(cls, actor: Actor, data: Mapping[str, str]) -> HistoryFilter:
        person, key = data.get("person", ""), data.get("type", "")
        found = cls(type_key=key if key in dict(_types(actor)) else "")
        if actor.administers and person.isascii() and person.isdigit() and len(person) < 19:
            found = replace(found, person=int(person))
        when = _when(data)
        try:
            days = _period(actor, when) if when else None
        except Unreadable:
            return found
        return replace(found, when=when, days=days)

    def __bool__(self) -> bool:
        return self != HistoryFilter()

    def url(self, name: str = "workspace:history", *args: int, **more: int) -> str:
        """The ledger, or one act out of it, with this filter."""
        kept: dict[str, Any] = {"person": self.person, "type": self.type_key, "when": self.when, **more}
        asked = {name: value for name, value in kept.items() if value not in {None, ""}}
        path = reverse(name, args=args)
        return f"{path}?{urlencode(asked)}" if asked else path

    def narrow(self, actor: Actor, sets: QuerySet[ChangeSet]) -> QuerySet[ChangeSet]:
        """Those acts alone."""
        if self.person is not None:
            sets = sets.filter(actor_id=self.person or None)
        if self.type_key:
            changed = Change.objects.filter(change_set=OuterRef("pk"))
            is_meant = {"op": Change.SET} if self.type_key == SETTINGS else {"type": self.type_key}
            sets = sets.filter(Exists(changed.filter(**is_meant).exclude(op__in=[Change.HEAL, Change.MOVE])))
        if self.days is None:
            return sets
        zone = ZoneInfo(context_for(actor).time_zone)
        start, end = self.days.start, self.days.end
        if start is not None:
            sets = sets.filter(at__gte=datetime.combine(start, time(), zone))
        if end is not None and end < date.max:
            sets = sets.filter(at__lt=datetime.combine(end + timedelta(days=1), time(), zone))
        return sets

    def controls(self, actor: Actor) -> list[dict[str, Any]]:
        """The fields of the form: what one chooses from, and what is chosen."""
        found = [_choice("type", _("Type"), _("Every type"), _types(actor), self.type_key)]
        if actor.administers:
            people = [*_people(actor), (str(NOBODY), _("By itself"))]
            chosen = "" if self.person is None else str(self.person)
            found.insert(0, _choice("person", _("Person"), _("Everyone"), people, chosen))
        periods = [(word, capitalized(period_label(word))) for word in OFFERED]
        periods.append((DAYS, _("Between two days")))
        chosen = self.when if self.when in OFFERED else DAYS if self.when else ""
        found.append(_choice("when", _("When"), _("Last 30 days"), periods, chosen))
        return found

    @property
    def edges(self) -> tuple[str, str]:
        """The first and the last day, where they are what was asked."""
        if self.days is None or self.when in OFFERED:
            return "", ""
        start, end = self.days.start, self.days.end
        return (start.isoformat() if start else "", end.isoformat() if end else "")


def _choice(name: str, label: str, empty: str, choices: list[tuple[str, str]], value: str) -> dict[str, Any]:
    return {"name": name, "label": label, "empty": empty, "choices": choices, "value": value}


def _when(data: Mapping[str, str]) -> str:
    """The period as one word, of a form with two days as of an address."""
    when = data.get("when", "").strip()
    if when != DAYS:
        return when
    start, end = data.get("from", ""), data.get("to", "")
    if start == end:
        return start
    first, last = sorted([start, end]) if start and end else (start, end)
    return f"{first}..{last}"


def _period(actor: Actor, when: str) -> Period:
    context = context_for(actor)
    return parse_period(when, context.today, context.first_weekday, context.fiscal_month)


def _types(actor: Actor) -> list[tuple[str, str]]:
    found = [(one.key, capitalized(one.label_plural)) for one in types_on_screen(actor)]
    return [*found, (SETTINGS, _("Settings"))] if actor.administers else found


def _people(actor: Actor) -> list[tuple[str, str]]:
    """Everybody, those who have left too: what they did stands for thirty days."""
    rows = access.visible_rows(actor, registry.get(USERS)).order_by("name_key", "pk")
    return [(str(pk), name or email or "") for pk, name, email in rows.values_list("pk", "name", "email")]

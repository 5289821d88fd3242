"""How many rows and what they sum to: from counters where these are right, else counted live and capped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.db.models import Sum as Total

from trato.accounts.models import Subordinate
from trato.accounts.rights import Right, Scope
from trato.kernel.money import Money
from trato.records import access, snapshot
from trato.records.expressions import Any_, Condition, In, Slots
from trato.records.fields.link import team_mates
from trato.records.models import Counter
from trato.records.registry import registry
from trato.records.rows.narrowing import narrowed
from trato.records.rows.plan import Selection, compiled, select
from trato.records.rows.read import CAP, Count, columns_of, count
from trato.records.rows.sums import Sum

if TYPE_CHECKING:
    from django.db import models

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.filters import Node
    from trato.records.record_type import RecordType

#: So many rows are summed live; beyond it a sum would keep the page waiting.
MOST_SUMMED = 5000


#: The filters that counters understand: none, and one owner.
EVERY_ROW = ("and",)
_OWNERS = [("field", "owner", ("any", (one,))) for one in (("id",), ("any", (("id",),)))]
OF_ONE_OWNER = (*_OWNERS, *(("and", one) for one in _OWNERS))


@dataclass(frozen=True)
class Summary:
    """A list's last line. `totals` has one amount a currency; None where there were too many rows to sum."""

    count: Count
    totals: tuple[Money, ...] | None


def summary(
    actor: Actor,
    type_key: str,
    *,
    total: str = "",
    filter: str | dict[str, Any] | Node | None = None,  # the word of the language
    archived: bool | None = False,
) -> Summary:
    """The count of a list and the sum of one of its amounts. Raises FilterError, Denied."""
    record_type = registry.get(type_key)
    selection = select(actor, record_type, filter, archived=archived)
    summed = columns_of(actor, record_type, [total])[0] if total else None
    if _counters_are_right(record_type, selection, total):
        return _from_counters(actor, record_type, total, selection)
    if summed is None:
        return Summary(count(actor, type_key, filter=filter, archived=archived), ())
    return _live(narrowed(selection), summed)


def counted(
    actor: Actor,
    type_key: str,
    *,
    filter: str | dict[str, Any] | Node | None = None,  # the word of the language
) -> tuple[Count, tuple[Sum, ...]] | None:
    """How many rows, and what the counted amount comes to, exact; None where counters are not right."""
    record_type = registry.get(type_key)
    selection = select(actor, record_type, filter)
    if not _counters_are_right(record_type, selection, ""):
        return None
    found = _counted(actor, record_type, "", selection)
    number = sum(int(rows) for _value, _currency, rows, _amount in found)
    sums = tuple(
        Sum(Money(int(amount), code), int(rows)) for _value, code, rows, amount in found if code and rows
    )
    return Count(number), sums


def by_value(
    actor: Actor,
    type_key: str,
    field: str,
    *,
    total: str = "",
    filter: str | dict[str, Any] | Node | None = None,  # the word of the language
) -> dict[str, Summary] | None:
    """The same for each value of a counted field, by the counter's text; None where these are not right."""
    record_type = registry.get(type_key)
    if field not in record_type.counted_by:
        return None
    columns_of(actor, record_type, [field, total] if total else [field])
    selection = select(actor, record_type, filter)
    if not _counters_are_right(record_type, selection, total):
        return None
    counts: dict[str, int] = {}
    totals: dict[str, list[Money]] = {}
    for value, currency, number, amount in _counted(actor, record_type, field, selection):
        counts[value] = counts.get(value, 0) + int(number)
        if currency and total:
            totals.setdefault(value, []).append(Money(int(amount), currency))
    return {value: Summary(Count(number), tuple(totals.get(value, ()))) for value, number in counts.items()}


def _counters_are_right(record_type: RecordType, selection: Selection, total: str) -> bool:
    """Counters know owners, not other filters, sharing rules, the bin or the past."""
    unfiltered = selection.filter.form in {EVERY_ROW, *OF_ONE_OWNER}
    unfiltered = unfiltered and selection.archived is False and not selection.is_past
    shared = bool(record_type.shared or snapshot.current().sharing.get(record_type.key))
    owned = record_type.is_owned or selection.scope.form == ("all",)
    return unfiltered and not shared and owned and total in {"", record_type.counted_total}


def _from_counters(actor: Actor, record_type: RecordType, total: str, selection: Selection) -> Summary:
    found = _counted(actor, record_type, "", selection)
    number = sum(int(rows) for _value, _currency, rows, _amount in found)
    totals = tuple(Money(int(amount), currency) for _value, currency, _rows, amount in found if currency)
    return Summary(Count(number), totals if total else ())


def _counted(
    actor: Actor, record_type: RecordType, field: str, selection: Selection
) -> list[tuple[Any, ...]]:
    """Value, currency, count and sum of one field's counters, of the owners that the actor sees and means."""
    scope = access.scope_of(actor, record_type, Right.READ)
    owner = selection.filter.params
    me = actor.user_id or 0

    def query(slots: Slots) -> models.QuerySet[Any]:
        rows = Counter.objects.filter(
            Condition("=", F("type"), slots.next()), Condition("=", F("field"), slots.next())
        )
        if scope is not Scope.ALL:
            rows = rows.filter(_owners(scope, slots))
        if owner:
            rows = rows.filter(Condition("=", F("owner_id"), slots.next()))
        summed = rows.order_by("value", "currency").values("value", "currency")
        counted = summed.annotate(rows=Total("count"), amount=Total("total"))
        return counted.values_list("value", "currency", "rows", "amount")

    own = {Scope.ALL: 0, Scope.OWN: 1, Scope.TEAM: 2, Scope.SUBTREE: 3}[scope]
    shape = ("counted", scope, bool(owner))
    return compiled(shape, query).run((record_type.key, field, *([me] * own), *owner))


def _owners(scope: Scope, slots: Slots) -> Any:
    own: list[Any] = [Condition("=", F("owner_id"), slots.next())]
    if scope in {Scope.TEAM, Scope.SUBTREE}:
        own.append(In(F("owner_id"), team_mates(slots.next())))
    if scope is Scope.SUBTREE:
        below = Subordinate.objects.filter(Condition("=", F("chief_id"), slots.next()))
        own.append(In(F("owner_id"), below.values("user_id")))
    return Any_(*own)


def _live(selection: Selection, summed: Field) -> Summary:
    """One pass over at most so many rows gives the count and the sums."""

    def query(slots: Slots) -> models.QuerySet[Any]:
        rows = selection.rows(slots).order_by()
        amount, currency = summed.seated(slots).expressions("")
        rows = rows.annotate(xamount=amount, xcurrency=currency)
        listed: models.QuerySet[Any] = rows.values_list("xcurrency", "xamount")
        return listed[: MOST_SUMMED + 1]

    wrap = "SELECT found.xcurrency, COUNT(*), SUM(found.xamount) FROM (%s) AS found GROUP BY found.xcurrency"
    found = compiled(("live", selection.shape, summed.form), query, wrap).run(
        selection.params + summed.params
    )
    number = sum(rows for _currency, rows, _amount in found)
    shown = Count(CAP, capped=True) if number > CAP else Count(number)
    if number > MOST_SUMMED:
        return Summary(shown, None)
    return Summary(shown, tuple(Money(int(sums), code) for code, _rows, sums in found if code))

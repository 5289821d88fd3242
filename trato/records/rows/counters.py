"""What counters know of a list: exact counts and sums at any size, of the filters that they understand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, F, Sum
from django.db.models.functions import Cast

from trato.accounts.models import Subordinate
from trato.accounts.rights import Right, Scope
from trato.records import access, snapshot
from trato.records.expressions import Any_, Condition, In, Slots
from trato.records.fields.link import ViaField, team_mates
from trato.records.models import Counter
from trato.records.registry import registry
from trato.records.rows.plan import Selection, compiled

if TYPE_CHECKING:
    from django.db import models

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

#: How a condition names single values: one link or several, one choice.
NAMED = (("id",), ("any", (("id",),)), ("compare", "="))


@dataclass(frozen=True)
class Meant:
    """A filter as counters understand it: one owner, and the values of one counted field."""

    owner: tuple[Any, ...] = ()
    field: str = ""
    #: The condition on that field, or on a fact of what it links to, and its values.
    asked: tuple[Any, ...] = ()
    values: tuple[Any, ...] = ()


def read(
    actor: Actor, selection: Selection, field: str = "", *, of: str = "value"
) -> list[tuple[Any, ...]] | None:
    """Value, currency, count and sum of one counted field, or of all rows; None where counters do not know.

    `of` may be the counters' own column `owner_id`, in place of the field's value. They know nothing of
    sharing rules, the bin or the past.
    """
    record_type = selection.record_type
    shared = bool(record_type.shared or snapshot.current().sharing.get(record_type.key))
    owned = record_type.is_owned or selection.scope.form == ("all",)
    if shared or not owned or selection.archived is not False or selection.is_past:
        return None
    meant = _meant(record_type, selection)
    if meant is None or (meant.field and field not in {"", meant.field}):
        return None
    return _read(actor, record_type, meant.field or field, meant, of)


def _meant(record_type: RecordType, selection: Selection) -> Meant | None:
    """What a filter of an owner and of a counted field means; None for any other."""
    parts, params = selection.conditions, selection.filter.params
    if any(part[0] != "field" for part in parts):
        return None
    owners = [part for part in parts if part[1] == "owner"]
    groups = [part for part in parts if part[1] != "owner"]
    if len(owners) > 1 or len(groups) > 1 or not all(_names_one(part[2]) for part in owners):
        return None
    if not groups:
        return Meant(params)
    field, at_front = record_type.fields[groups[0][1]], groups[0] is parts[0]
    counted = field.link if isinstance(field, ViaField) else field.name
    asked = (field.name, groups[0][2])
    understood = _is_set if isinstance(field, ViaField) else _names
    if counted not in record_type.counted_by or not understood(asked[1]):
        return None
    if not owners:
        return Meant((), counted, asked, params)
    owner, values = (params[-1:], params[:-1]) if at_front else (params[:1], params[1:])
    return Meant(owner, counted, asked, values)


def _names(form: tuple[Any, ...]) -> bool:
    return form[0] == "any" and all(one in NAMED for one in form[1])


def _is_set(form: tuple[Any, ...]) -> bool:
    """Whether a condition asks for values: counters of rows without a link have no record to hold it."""
    return form[0] == "any" and all(one[0] not in {"null", "not"} for one in form[1])


def _names_one(form: tuple[Any, ...]) -> bool:
    return _names(form) and len(form[1]) == 1


def _read(actor: Actor, record_type: RecordType, field: str, meant: Meant, of: str) -> list[tuple[Any, ...]]:
    scope = access.scope_of(actor, record_type, Right.READ)
    me = actor.user_id or 0

    def query(slots: Slots) -> models.QuerySet[Any]:
        rows = Counter.objects.filter(
            Condition("=", F("type"), slots.next()), Condition("=", F("field"), slots.next())
        )
        if scope is not Scope.ALL:
            rows = rows.filter(_owners(scope, slots))
        if meant.owner:
            rows = rows.filter(Condition("=", F("owner_id"), slots.next()))
        if meant.field:
            rows = rows.filter(_asked(record_type, meant, slots))
        summed = rows.order_by(of, "currency").values(of, "currency")
        counted = summed.annotate(rows=Sum("count"), amount=Sum("total"))
        listed: models.QuerySet[Any] = counted.values_list(of, "currency", "rows", "amount")
        return listed

    own = {Scope.ALL: 0, Scope.OWN: 1, Scope.TEAM: 2, Scope.SUBTREE: 3}[scope]
    shape = ("counted", record_type.key, scope, bool(meant.owner), meant.asked, of)
    given = (record_type.key, field, *([me] * own), *meant.owner, *_bound(record_type, meant))
    return compiled(shape, query).run(given)


def _asked(record_type: RecordType, meant: Meant, slots: Slots) -> Any:
    """The condition on a counter's value: it is named, or that of a record of which something holds."""
    name, form = meant.asked
    field = record_type.fields[name]
    if not isinstance(field, ViaField):
        return Any_(*[Condition("=", F("value"), slots.next()) for _one in form[1]])
    target = registry.get(record_type.fields[field.link].target)
    rows = target.model._base_manager.filter(field.inner.build(form, "", slots))
    return In(F("value"), rows.annotate(text=Cast("pk", CharField())).order_by().values("text"))


def _bound(record_type: RecordType, meant: Meant) -> tuple[Any, ...]:
    """The values as that condition takes them: counters keep texts."""
    if not meant.field or isinstance(record_type.fields[meant.asked[0]], ViaField):
        return meant.values
    return tuple(str(value) for value in meant.values)


def _owners(scope: Scope, slots: Slots) -> Any:
    own: list[Any] = [Condition("=", F("owner_id"), slots.next())]
    if scope in {Scope.TEAM, Scope.SUBTREE}:
        own.append(In(F("owner_id"), team_mates(slots.next())))
    if scope is Scope.SUBTREE:
        below = Subordinate.objects.filter(Condition("=", F("chief_id"), slots.next()))
        own.append(In(F("owner_id"), below.values("user_id")))
    return Any_(*own)

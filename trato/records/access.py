"""The one door to rows: what an actor may do with a type, with which rows, and with which fields."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, Value
from django.db.models.fields import BigIntegerField
from typing_extensions import override

from trato.accounts.models import FieldRight, Membership, Subordinate
from trato.accounts.rights import Right, Scope
from trato.records import snapshot
from trato.records.contexts import context_for
from trato.records.errors import Denied, FilterError, NotFound
from trato.records.expressions import Always, Among, Any_, Condition, In, Slots
from trato.records.fields.base import Bound, Field
from trato.records.fields.link import team_mates
from trato.records.prepared import Prepared
from trato.records.refusals import refusal
from trato.records.registry import registry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db import models

    from trato.accounts.actor import Actor
    from trato.records.models import SharingRule
    from trato.records.record_type import RecordType

EVERYTHING = Bound(("all",))
NOTHING = Bound(("none",))


def scope_of(actor: Actor, record_type: RecordType, right: Right) -> Scope:
    """How far the actor's role reaches."""
    if actor.is_system:
        return Scope.ALL
    changed = snapshot.current().role_rights.get((actor.role, record_type.key, right.value))
    if changed is not None:
        return Scope(changed)
    rights = record_type.policy.get(actor.role)
    return rights.scope(right) if rights else Scope.NONE


def may(actor: Actor, record_type: RecordType, right: Right) -> bool:
    """Whether the actor may do this with at least some rows."""
    return scope_of(actor, record_type, right) is not Scope.NONE


def may_create(actor: Actor, record_type: RecordType) -> bool:
    """Whether people can make one: by a form with its fields, or where the type says that it comes in."""
    if not record_type.group or not may(actor, record_type, Right.CREATE):
        return False
    if record_type.brought is not None:
        return True
    return snapshot.derived(("made by a form", record_type.key), lambda: _is_made_by_form(record_type))


def _is_made_by_form(record_type: RecordType) -> bool:
    columns = {column.name: column for column in record_type.model._meta.concrete_fields}
    hidden = [columns[name] for name in record_type.internal if name in columns]
    return all(column.null or column.blank or column.has_default() for column in hidden)


def require(actor: Actor, record_type: RecordType, right: Right) -> None:
    """Raises Denied, or NotFound for a type that the actor may not even read."""
    if not may(actor, record_type, right):
        raise denied(actor, record_type, right) if may(actor, record_type, Right.READ) else NotFound


def denied(actor: Actor, record_type: RecordType, right: Right) -> Denied:
    """What is said to who may not do this with a type, or not with one of its records that they see."""
    return Denied(refusal(actor, record_type, right, of_one=may(actor, record_type, right)))


def scope_bound(actor: Actor, record_type: RecordType, right: Right = Right.READ) -> Bound:
    """The rows that the right reaches, with the actor's id as the only value: one shape for all actors."""
    bound = _reach(actor, record_type, right)
    if not record_type.ends or actor.is_system or bound == NOTHING:
        return bound
    from trato.records import ties

    return ties.narrowed(actor, record_type, right, bound)


def _reach(actor: Actor, record_type: RecordType, right: Right) -> Bound:
    """How far role, sharing rules and declaration let the right reach."""
    scope = scope_of(actor, record_type, right)
    if scope is Scope.ALL:
        return EVERYTHING
    from trato.records import filters

    me = actor.user_id or 0
    forms: list[Any] = list(_own_forms(record_type, scope))
    params: list[Any] = [me] * len(forms)
    for rule in snapshot.current().sharing.get(record_type.key, []):
        bound = _shared(actor, record_type, rule, right)
        if bound is not None:
            forms.append(bound.form)
            params.extend(bound.params)
    for shared in record_type.shared:
        if right in shared.rights and (not shared.roles or actor.role in shared.roles):
            bound = filters.bind(record_type, filters.parse(shared.filter), context_for(_knowing_all(actor)))
            forms.append(bound.form)
            params.extend(bound.params)
    return Bound(("any", *forms), tuple(params)) if forms else NOTHING


def _knowing_all(actor: Actor) -> Actor:
    """The same person, but no field is hidden: what a declaration says of rows holds for everyone."""
    return replace(actor, role="")


def _own_forms(record_type: RecordType, scope: Scope) -> list[tuple[str, ...]]:
    if scope is Scope.NONE:
        return []
    column = _owner_column(record_type)
    if not column:
        return []
    forms: list[tuple[str, ...]] = [("own", column)]
    if scope in {Scope.TEAM, Scope.SUBTREE}:
        forms.append(("team", column))
    if scope is Scope.SUBTREE:
        forms.append(("subtree", column))
    return forms


def _owner_column(record_type: RecordType) -> str:
    if record_type.is_owned:
        return "owner_id"
    return "id" if record_type.key == "users" else "created_by_id"


def _shared(actor: Actor, record_type: RecordType, rule: SharingRule, right: Right) -> Bound | None:
    """The rows of a sharing rule, if it speaks to this actor and this right."""
    if right not in {Right.READ, Right.EXPORT, Right.EDIT} or (
        right is Right.EDIT and rule.level != rule.EDIT
    ):
        return None
    if rule.role and rule.role != actor.role:
        return None
    if rule.user_id and rule.user_id != actor.user_id:
        return None
    if rule.team_id and not _in_team(actor, rule.team_id):
        return None
    from trato.records import filters

    try:
        return filters.bind_trusted(record_type, rule.filter)
    except FilterError:  # it speaks of a field that has gone since
        return None


def _in_team(actor: Actor, team_id: int) -> bool:
    return Membership.objects.filter(user_id=actor.user_id or 0, team_id=team_id).exists()


def build_scope(record_type: RecordType, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
    """The expression of a bound scope."""
    if form == ("all",):
        return Always(value=True)
    if form == ("none",):
        return Always(value=False)
    if form[0] in {"every", "either", "end"}:
        from trato.records import ties

        return ties.build(record_type, form, prefix, slots)
    return Any_(*[_build_part(record_type, part, prefix, slots) for part in form[1:]])


def _build_part(record_type: RecordType, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
    if form[0] == "own":
        return Condition("=", F(prefix + form[1]), slots.next())
    if form[0] == "team":
        return In(F(prefix + form[1]), team_mates(slots.next()))
    if form[0] == "subtree":
        below = Subordinate.objects.filter(Condition("=", F("chief_id"), slots.next()))
        return In(F(prefix + form[1]), below.values("user_id"))
    from trato.records import filters

    return filters.build(record_type, form, slots, prefix)


class _Seated(Slots):
    """Slots that are taken already."""

    def __init__(self, slots: Iterable[Value]) -> None:
        super().__init__()
        self._slots = iter(slots)

    @override
    def next(self) -> Value:
        return next(self._slots)


class _Filled(Slots):
    """Slots that hold their values at once, for querysets that are run and not compiled ahead."""

    def __init__(self, params: Iterable[Any]) -> None:
        super().__init__()
        self._params = iter(params)

    @override
    def next(self) -> Value:
        value = next(self._params)
        if isinstance(value, int) and not isinstance(value, bool):
            return Value(value, output_field=BigIntegerField())
        return Value(value)


def visible_q(actor: Actor, model: type[models.Model], right: Right = Right.READ, prefix: str = "") -> Q:
    """The same door for an ordinary queryset."""
    record_type = registry.of_model(model)
    bound = scope_bound(actor, record_type, right)
    return Q(build_scope(record_type, bound.form, prefix, _Filled(bound.params)))


def visible_rows(actor: Actor, record_type: RecordType, right: Right = Right.READ) -> models.QuerySet[Any]:
    """Instances that the right reaches; for writes, forms and cold pages."""
    if scope_of(actor, record_type, right) is Scope.ALL and (actor.is_system or not record_type.ends):
        return record_type.model._base_manager.all()
    return record_type.model._base_manager.filter(visible_q(actor, record_type.model, right))


def fetch(actor: Actor, record_type: RecordType, pk: int, right: Right = Right.READ) -> Any:
    """One record for this right. Raises NotFound for what one may not see, Denied for what one may not do."""
    for record in visible_records(actor, record_type, [pk], right, archived=True):
        return record
    if right is not Right.READ and visible_rows(actor, record_type).filter(pk=pk).exists():
        raise denied(actor, record_type, right)
    raise NotFound


def visible_ids(
    actor: Actor, record_type: RecordType, ids: Iterable[int], right: Right = Right.READ
) -> set[int]:
    """Those of the ids that the right reaches."""
    wanted = Among.listed(ids)
    bound = scope_bound(actor, record_type, right)
    statement = snapshot.derived(
        ("visible", record_type.key, bound.form), lambda: Prepared(partial(_among, record_type, bound.form))
    )
    return {pk for (pk,) in statement(wanted, *bound.params)}


def visible_records(
    actor: Actor,
    record_type: RecordType,
    ids: Iterable[int],
    right: Right = Right.READ,
    *,
    archived: bool = False,
) -> list[Any]:
    """Instances of those that the right reaches, many at once; those in the bin only if they are wanted."""
    bound = scope_bound(actor, record_type, right)
    asked = _all_among if archived else _live_among
    statement = snapshot.derived(
        ("instances", record_type.key, archived, bound.form),
        lambda: Prepared(partial(asked, record_type, bound.form)),
    )
    return statement.records(Among.listed(ids), *bound.params)


def _among(record_type: RecordType, form: tuple[Any, ...], ids: Any, *params: Any) -> models.QuerySet[Any]:
    return _all_among(record_type, form, ids, *params).values_list("pk")


def _live_among(record_type: RecordType, form: tuple[Any, ...], *values: Any) -> models.QuerySet[Any]:
    rows = _all_among(record_type, form, *values)
    return rows.filter(archived_at=None) if record_type.is_archivable else rows


def _all_among(
    record_type: RecordType, form: tuple[Any, ...], ids: Any, *params: Any
) -> models.QuerySet[Any]:
    return rows_within(record_type, form, params).filter(Among(F("pk"), ids))


def rows_within(
    record_type: RecordType, form: tuple[Any, ...], params: Iterable[Any]
) -> models.QuerySet[Any]:
    """The rows of a bound scope, for a prepared statement that has places for its values."""
    return record_type.model._base_manager.filter(build_scope(record_type, form, "", _Seated(params)))


def reached_ids(
    actor: Actor, record_type: RecordType, ids: Iterable[int], right: Right = Right.READ
) -> set[int]:
    """The same for records that have just been read: no question where the right reaches everything."""
    if scope_bound(actor, record_type, right) == EVERYTHING:
        return set(ids)
    return visible_ids(actor, record_type, ids, right)


def field_level(actor: Actor, record_type: RecordType, name: str) -> str:
    """ "" for a field that may be read and written, else `read` or `hidden`."""
    if actor.is_system:
        return ""
    return snapshot.current().field_rights.get((actor.role, record_type.key), {}).get(name, "")


def hidden_fields(actor: Actor, record_type: RecordType) -> frozenset[str]:
    """The names of fields that do not exist for this actor."""
    if actor.is_system:
        return frozenset()
    levels = snapshot.current().field_rights.get((actor.role, record_type.key))
    if not levels:
        return frozenset()
    return frozenset(name for name, level in levels.items() if level == FieldRight.HIDDEN)


def readable_fields(actor: Actor, record_type: RecordType) -> dict[str, Field]:
    """The fields that this actor may know of."""
    hidden = hidden_fields(actor, record_type)
    if not hidden:
        return record_type.fields
    return {name: field for name, field in record_type.fields.items() if name not in hidden}


def told_fields(actor: Actor, record_type: RecordType) -> dict[str, Field]:
    """Those of them whose changes are worth telling: what people write, not what follows from it."""
    return {name: one for name, one in readable_fields(actor, record_type).items() if one.editable}


def may_write(actor: Actor, record_type: RecordType, name: str) -> bool:
    return not field_level(actor, record_type, name)

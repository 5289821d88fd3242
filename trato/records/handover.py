"""Somebody leaves: all of their records go to somebody else, as one change that can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.models import Subordinate, User
from trato.accounts.rights import Right
from trato.records import access, rows
from trato.records.errors import Denied, Invalid, Refused
from trato.records.fields.link import LinkField
from trato.records.filters import And, Not, Term, parse, to_words
from trato.records.registry import registry
from trato.records.relinking import Plan, Relink, Turned, turn
from trato.records.values import ById

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.filters import Node
    from trato.records.record_type import RecordType

USERS = "users"
HANDED_OVER = f"{USERS}.hand_over"
#: So far up one looks for somebody who works here still.
MOST_ABOVE = 20
#: In place of a person: these stay where they are.
NOBODY = None


@dataclass(frozen=True)
class Share:
    """What one person has of one type: how many go, and how many there are with what is done and past."""

    record_type: RecordType
    number: int
    everything: int


def person_links() -> Iterator[tuple[RecordType, Field]]:
    """The fields by which records belong to a person, of types whose records go to another."""
    for record_type in registry.types():
        if record_type.handed_over is None:
            continue
        for link in record_type.fields.values():
            if link.editable and not link.hidden and isinstance(link, LinkField) and link.target == USERS:
                yield record_type, link


def shares(actor: Actor, user_id: int) -> list[Share]:
    """What a person has, type by type, as far as the actor may change it."""
    found: dict[str, Share] = {}
    for record_type, link in person_links():
        if not access.may(actor, record_type, Right.EDIT):
            continue
        whole = _relink(record_type, link, user_id, everything=True).count(actor)
        part = _relink(record_type, link, user_id).count(actor) if record_type.handed_over else whole
        held = found.get(record_type.key, Share(record_type, 0, 0))
        found[record_type.key] = Share(record_type, held.number + part, held.everything + whole)
    return [share for share in found.values() if share.everything]


def _relink(
    record_type: RecordType, link: Field, user_id: int, new: int | None = None, *, everything: bool = False
) -> Relink:
    picked = "" if everything else record_type.handed_over or ""
    return Relink(record_type.key, link.name, USERS, user_id, new, picked, as_allowed=True)


def hand_over(
    actor: Actor,
    user: User,
    *,
    to: Any = None,
    apart: dict[str, Any] | None = None,
    everything: bool = False,
    leaves: bool = False,
) -> Turned:
    """Give a person's records to another, or by type to others; with none they stay.

    Only what the types hand over, such as tasks that are open, unless it is to be everything. With `leaves`
    the person goes into the bin first, so that sessions and tokens end. Raises Denied, Invalid, Refused; then
    nothing has changed.
    """
    if not isinstance(apart or {}, dict):
        raise Invalid(_("“apart” names for a type the person who gets its records."), field="apart")
    if not (actor.is_system or actor.administers):
        raise Denied(_("Only administrators hand over the records of others."))
    users = registry.get(USERS)
    user = access.fetch(actor, users, user.pk, Right.EDIT)
    targets = _targets(actor, user, to, apart or {})
    plan = Plan(HANDED_OVER, USERS, user.pk, user.name)
    for record_type, link in person_links():
        new = targets.get(record_type.key, targets[""])
        if new is not None and access.may(actor, record_type, Right.EDIT):
            relink = _relink(record_type, link, user.pk, new, everything=everything)
            plan.links += [relink] if relink.count(actor) else []
    if leaves and user.archived_at is None:
        if user.pk == actor.user_id:
            raise Refused(_("Nobody ends their own access. Ask another administrator."))
        plan.archived = [(USERS, user.pk)]
        _pass_reports_on(actor, plan, user, targets[""])
    if not (plan.links or plan.archived):
        raise _nothing_goes(actor, user, targets)
    return turn(actor, plan)


def _nothing_goes(actor: Actor, user: User, targets: dict[str, int | None]) -> Invalid | Refused:
    """Why: nobody was chosen for what there is, or there is nothing."""
    if not any(targets.values()) and shares(actor, user.pk):
        return Invalid(_("Choose who gets the records."), field="to")
    return Refused(_("%(name)s has nothing that could go to somebody else.") % {"name": user.name})


def reports(user: User) -> Relink:
    """Those who report to somebody directly, as far as the actor may change whom they report to."""
    return Relink(USERS, "manager", USERS, user.pk, as_allowed=True)


def next_manager(user: User, to: int | None) -> int | None:
    """To whom they report when their manager leaves: the next above who works here, else the successor."""
    above = user.manager
    for _step in range(MOST_ABOVE):
        if above is None or above.pk == user.pk:
            return to
        if above.archived_at is None:
            return above.pk
        above = above.manager
    return to


def _pass_reports_on(actor: Actor, plan: Plan, user: User, to: int | None) -> None:
    """Nobody goes on reporting to somebody who has left; who takes the place reports to nobody below."""
    relink = reports(user)
    relink.new = next_manager(user, to)
    if relink.new is None or not relink.count(actor):
        return
    if Subordinate.objects.filter(chief=user.pk, user=relink.new).exists():
        plan.freed = [(USERS, relink.new, relink.field)]
    plan.links.append(relink)


def _targets(actor: Actor, user: User, to: Any, apart: dict[str, Any]) -> dict[str, int | None]:
    """Who gets the records of each type; under "" those of all others. Raises Invalid."""
    known = {record_type.key for record_type, _link in person_links()}
    strange = sorted(set(apart) - known)
    if strange:
        raise Invalid(_("“%(type)s” belong to nobody.") % {"type": strange[0]}, field="apart")
    wanted = {"": to, **apart}
    return {key: _target(actor, user, given, key) for key, given in wanted.items()}


def _target(actor: Actor, user: User, given: Any, key: str) -> int | None:
    field = f"to-{key}" if key else "to"
    if given in (None, ""):
        return NOBODY
    pk = given.get("id") if isinstance(given, dict) else given
    pk = int(pk) if isinstance(pk, str) and pk.isdecimal() and len(pk) < 19 else pk
    found = None
    if isinstance(pk, int) and not isinstance(pk, bool) and 0 < pk < 2**63:
        found = access.visible_rows(actor, registry.get(USERS)).filter(pk=pk).first()
    if found is None:
        raise Invalid(_("Choose a person who works here."), field=field)
    if found.pk == user.pk:
        raise Invalid(
            _("Choose somebody else: these belong to %(name)s already.") % {"name": user.name}, field=field
        )
    if found.archived_at is not None:
        raise Invalid(
            _("%(name)s has left, too. Choose somebody who works here.") % {"name": found.name}, field=field
        )
    return int(found.pk)


@dataclass(frozen=True)
class OpenWork:
    """What one person has to do still, of one type, with the filter that lists it."""

    record_type: RecordType
    user_id: int
    number: int
    filter: str


def orphans(actor: Actor) -> list[OpenWork]:
    """Open work of all who have left."""
    left = access.visible_rows(actor, registry.get(USERS)).filter(archived_at__isnull=False)
    return open_work(actor, sorted(left.values_list("pk", flat=True)))


def open_work(actor: Actor, user_ids: Sequence[int]) -> list[OpenWork]:
    """Open work of people by type, as far as the actor sees it: as many queries for many as for one."""
    found: list[OpenWork] = []
    for record_type, link in person_links() if user_ids else ():
        if not record_type.group or not access.may(actor, record_type, Right.READ):
            continue
        by = Term((link.name,), "=", tuple(ById(pk) for pk in user_ids))
        picked = _open(record_type)
        groups = rows.group(actor, record_type.key, by=link.name, filter=And((by, *picked)))
        for one in groups:
            if one.value is not None:
                own = Term((link.name,), ":", (ById(one.value.id),))
                words = to_words(And((own, *picked)))
                found.append(OpenWork(record_type, one.value.id, one.count, words))
    return found


def _open(record_type: RecordType) -> list[Node]:
    """What tells open work from what is done; where nothing does, all of it is open."""
    if record_type.handed_over:
        return [parse(record_type.handed_over)]
    over = record_type.over
    return [Not(Term((over[0],), "=", over[1:]))] if over else []

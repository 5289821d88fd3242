"""What waits in a type, with what is probably meant as long as that takes no ages; and making all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from trato.accounts.rights import Right
from trato.records import access
from trato.records.mending import MadeAll, PendingGroup, make_all, pending_groups
from trato.records.models import Pending
from trato.records.registry import registry

if TYPE_CHECKING:
    from trato.accounts.actor import Actor

#: Each waiting text is compared with each name: about five seconds.
MOST_COMPARED = 1_000_000


def waiting_groups(actor: Actor, type_key: str = "") -> list[PendingGroup]:
    """The most frequent first; without proposals where there are too many names to compare."""
    pending = Pending.objects.filter(type=type_key) if type_key else Pending.objects.all()
    texts = pending.order_by().values("type", "field", "text", "target_type").annotate(rows=Count("pk"))
    targets = {one["target_type"] for one in texts}
    names = {
        key: access.visible_rows(actor, registry.get(key)).count() for key in targets if registry.knows(key)
    }
    if sum(names.get(one["target_type"], 0) for one in texts) <= MOST_COMPARED:
        return pending_groups(actor, type_key)
    found: list[PendingGroup] = []
    for key in sorted({one["type"] for one in texts}):
        if registry.knows(key) and access.may(actor, registry.get(key), Right.READ):
            seen = access.visible_rows(actor, registry.get(key)).values("pk")
            rows = texts.filter(type=key, record_id__in=seen)
            found += [
                PendingGroup(key, r["field"], r["text"], r["target_type"], r["rows"], None) for r in rows
            ]
    return sorted(found, key=lambda one: (-one.rows, one.type, one.field, one.text))


def groups_for(
    actor: Actor, groups: list[PendingGroup], target: str, *, alike: bool = True
) -> list[PendingGroup]:
    """What waits for one type in fields that the actor may change; without `alike` what resembles nothing."""
    return [
        group
        for group in groups
        if group.target == target
        and (alike or group.proposal is None)
        and access.may(actor, registry.get(group.type), Right.EDIT)
        and access.may_write(actor, registry.get(group.type), group.field)
    ]


def make_waiting(actor: Actor, target: str, type_key: str = "", *, alike: bool = False) -> MadeAll:
    """Make, as one act, the records of a type for all names that wait for them in any or in one other type.

    Names that resemble a record that is there are left out, unless they are wanted `alike`.
    Raises NotFound, Denied, InvalidFields.
    """
    if type_key:
        registry.get(type_key)
    groups = waiting_groups(actor, type_key)
    return make_all(actor, target, groups_for(actor, groups, target, alike=alike))

"""Who may bring rows in, and into which types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trato.accounts.rights import Right
from trato.records import access
from trato.records.record_type import Transfer
from trato.records.registry import registry

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

NOTHING = Transfer()
GROUPS = ("people", "sales", "work", "settings")


def importable(actor: Actor) -> list[RecordType]:
    """The types whose rows may come from files, in the sidebar's order."""
    found = [
        one
        for one in registry.types()
        if one.transfer != NOTHING and one.group and access.may(actor, one, Right.IMPORT)
    ]
    return sorted(found, key=lambda one: GROUPS.index(one.group) if one.group in GROUPS else len(GROUPS))


def importable_type(actor: Actor, key: str) -> RecordType:
    """Raises NotFound, Denied."""
    record_type = registry.get(key)
    access.require(actor, record_type, Right.IMPORT)
    if record_type not in importable(actor):
        raise access.denied(actor, record_type, Right.IMPORT)
    return record_type


def may_import(actor: Actor) -> bool:
    return bool(importable(actor))


def may_mend(actor: Actor) -> bool:
    """Whether the actor may decide what a pending name of any imported type stands for."""
    return any(access.may(actor, one, Right.EDIT) for one in registry.types() if one.transfer != NOTHING)

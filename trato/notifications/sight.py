"""Whether a line may be told to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trato.records import access
from trato.records.registry import registry

if TYPE_CHECKING:
    from trato.accounts.actor import Actor


def may_know(actor: Actor, type_key: str, name: str) -> bool:
    """Whether the field of which a line tells exists for this person."""
    return not name or name in access.readable_fields(actor, registry.get(type_key))

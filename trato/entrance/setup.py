"""The first owner is made below the engine; here the engine takes note of that."""

from __future__ import annotations

from trato.accounts.models import User
from trato.records.effects.counters import rebuild
from trato.records.effects.words import index_values
from trato.records.registry import registry


def prepare() -> None:
    """Count and index the users that stand already."""
    users = registry.get("users")
    rebuild(users)
    index_values(users, [(user.pk, {"name": user.name, "email": user.email}) for user in User.objects.all()])

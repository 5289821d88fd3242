"""This process's copy of what changes rarely: fields, rights, settings; one number says when it is old."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trato.accounts.models import FieldRight, RoleRight, Workspace
from trato.records.fields.kinds import built_in, of_custom, of_many, via_fields
from trato.records.registry import registry

if TYPE_CHECKING:
    from trato.records.fields.base import Field
    from trato.records.models import SharingRule


@dataclass
class Snapshot:
    """What the database said at one generation."""

    generation: int
    edition: int
    workspace: Workspace
    fields: dict[str, dict[str, Field]] = field(default_factory=dict)
    role_rights: dict[tuple[str, str, str], str] = field(default_factory=dict)
    field_rights: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    sharing: dict[str, list[SharingRule]] = field(default_factory=dict)


_current: list[Snapshot] = []


def current() -> Snapshot:
    """The copy in hand, made on first use."""
    if not _current or _current[0].edition != registry.edition:
        _current[:] = [_load()]
    return _current[0]


def refresh() -> None:
    """Look whether the copy is old; called once for each request, command and task."""
    generation = Workspace.objects.filter(pk=1).values_list("generation", flat=True).first() or 0
    if not _current or _current[0].generation != generation:
        reset()


def reset() -> None:
    """Forget the copy; the next use reads it anew."""
    _current.clear()


def _load() -> Snapshot:
    from trato.records.models import CustomField, SharingRule

    workspace = Workspace.objects.filter(pk=1).first() or Workspace(pk=1, generation=0)
    fields = {record_type.key: built_in(record_type) for record_type in registry.types()}
    types = {record_type.key: record_type for record_type in registry.types()}
    found = Snapshot(workspace.generation, registry.edition, workspace, fields)
    _current[:] = [found]
    for record_type in types.values():
        _extend(record_type.key, fields)
        via_fields(record_type, fields[record_type.key], types)
    for row in CustomField._base_manager.order_by("pk"):
        if row.type in types:
            fields[row.type][row.name] = of_custom(types[row.type], row)
    for key, known in fields.items():
        for one in known.values():
            one.type_key = key
    found.role_rights = {
        (right.role, right.type, right.right): right.scope for right in RoleRight.objects.all()
    }
    for hidden in FieldRight.objects.all():
        found.field_rights.setdefault((hidden.role, hidden.type), {})[hidden.field] = hidden.level
    for rule in SharingRule.objects.order_by("pk"):
        found.sharing.setdefault(rule.type, []).append(rule)
    return found


def _extend(key: str, fields: dict[str, dict[str, Field]]) -> None:
    for extension in registry.extensions.get(key, []):
        for many in extension.many:
            fields[key][many.name] = of_many(registry.get(key), many)

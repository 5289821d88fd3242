"""This process's copy of what changes rarely: fields, rights, settings; one number says when it is old."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import local
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection, transaction

from trato.accounts.models import FieldRight, RoleRight, Workspace
from trato.accounts.rights import Role
from trato.records.fields.kinds import built_in, of_custom, of_many, via_fields
from trato.records.prepared import Prepared
from trato.records.registry import registry

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from trato.records.fields.base import Field
    from trato.records.models import SharingRule
    from trato.records.record_type import RecordType


T = TypeVar("T")

#: So much of what was asked lately is kept; a list's menus take 20 kB.
MOST_LATELY = 512

_GENERATION = Prepared(lambda: Workspace.objects.filter(pk=1).values_list("generation"))


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
    #: The currencies that money is entered in: the workspace's own, then those with a rate.
    currencies: tuple[str, ...] = ()
    #: The colors of tags that have one, by the tag's number.
    tag_colors: dict[int, str] = field(default_factory=dict)
    #: What was worked out from this copy (`derived`) and goes with it.
    followed: dict[Any, Any] = field(default_factory=dict)
    #: The same for what was asked lately (`lately`).
    asked: dict[Any, Any] = field(default_factory=dict)


class _Held(local):
    """What this thread reads in place of the shared copy while it loads one or has uncommitted news."""

    snapshot: Snapshot | None = None
    is_own = False


_shared: list[Snapshot] = []
#: The fields that the code declares, by the registry's edition; no workspace changes them.
_declared: dict[int, dict[str, dict[str, Field]]] = {}
#: Counted up with each reset, so that a copy read before it is not kept after it.
_resets = [0]
_held = _Held()


def current() -> Snapshot:
    """The copy in hand, made on first use."""
    found = _in_hand()
    return _read() if found is None or found.edition != registry.edition else found


def derived(key: Hashable, make: Callable[[], T]) -> T:
    """What follows from fields, rights and settings alone, worked out once for each copy of them."""
    known = current().followed
    if key not in known:
        known[key] = make()
    found: T = known[key]
    return found


def lately(key: Hashable, make: Callable[[], T]) -> T:
    """The same for keys that have no end, such as addresses: some hundreds of them are kept."""
    found: T | None = asked_lately(key)
    if found is None:
        found = make()
        keep(key, found)
    return found


def asked_lately(key: Hashable) -> Any:
    """What was kept of late, or None."""
    return current().asked.get(key)


def keep(key: Hashable, answer: Any) -> None:
    """Keep an answer for as long as this copy stands, or until too many others came."""
    known = current().asked
    if len(known) >= MOST_LATELY:
        known.clear()
    known[key] = answer


def _in_hand() -> Snapshot | None:
    return _held.snapshot if _held.is_own or _held.snapshot else next(iter(_shared), None)


def _read() -> Snapshot:
    """Read the copy anew; what others may not see yet stays with this thread."""
    resets = _resets[0]
    try:
        found = _load()
    finally:
        _held.snapshot = None
    if _held.is_own:
        _held.snapshot = found
    elif resets == _resets[0]:
        _shared[:] = [found]
    return found


def refresh() -> None:
    """Look whether the copy is old; called once for each request, command and task."""
    generation = _GENERATION.first() or 0
    found, is_left_over = _in_hand(), _held.is_own and not connection.in_atomic_block
    if found is None or is_left_over or found.generation != generation:
        reset()


def reset() -> None:
    """Forget the copy; the next use reads it anew, for this thread alone until its transaction ends."""
    _resets[0] += 1
    _shared.clear()
    _held.snapshot, _held.is_own = None, connection.in_atomic_block
    if _held.is_own:
        transaction.on_commit(_share)


def _share() -> None:
    _held.snapshot, _held.is_own = None, False
    _resets[0] += 1
    _shared.clear()


def _load() -> Snapshot:
    from trato.records.models import CustomField, Rate, SharingRule, Tag

    workspace = Workspace.objects.filter(pk=1).first() or Workspace(pk=1, generation=0)
    types = {record_type.key: record_type for record_type in registry.types()}
    fields: dict[str, dict[str, Field]] = {}
    found = Snapshot(workspace.generation, registry.edition, workspace, fields)
    _held.snapshot = found
    _declare(fields, types)
    for row in CustomField._base_manager.order_by("pk"):
        if row.type in types:
            fields[row.type][row.name] = of_custom(types[row.type], row)
    for key, known in fields.items():
        for one in known.values():
            one.type_key = key
    found.role_rights = {
        (right.role, right.type, right.right): right.scope for right in RoleRight.objects.all()
    }
    found.field_rights = _kept_back(fields)
    for hidden in FieldRight.objects.all():
        found.field_rights.setdefault((hidden.role, hidden.type), {})[hidden.field] = hidden.level
    for rule in SharingRule.objects.order_by("pk"):
        found.sharing.setdefault(rule.type, []).append(rule)
    rated = Rate._base_manager.filter(archived_at=None, base=workspace.currency)
    codes = rated.order_by("currency").values_list("currency", flat=True).distinct()
    found.currencies = tuple(dict.fromkeys((workspace.currency, *codes)))
    found.tag_colors = dict(Tag._base_manager.exclude(color="").values_list("pk", "color"))
    return found


def _kept_back(fields: dict[str, dict[str, Field]]) -> dict[tuple[str, str], dict[str, str]]:
    """The rights of what the code declares for administrators alone; a workspace may say otherwise."""
    others = [role for role in Role if role not in {Role.OWNER, Role.ADMIN}]
    found: dict[tuple[str, str], dict[str, str]] = {}
    for key, known in fields.items():
        hidden = [one.name for one in known.values() if one.for_administrators]
        for role in others if hidden else ():
            found[role.value, key] = dict.fromkeys(hidden, FieldRight.HIDDEN)
    return found


def _declare(fields: dict[str, dict[str, Field]], types: dict[str, RecordType]) -> None:
    """Put in what the code declares; what each field has prepared for its questions outlives the copy."""
    known = _declared.get(registry.edition)
    if known is None:
        fields |= {key: built_in(record_type) for key, record_type in types.items()}
        for record_type in types.values():
            _extend(record_type.key, fields)
            via_fields(record_type, fields[record_type.key], types)
        _declared.clear()
        _declared[registry.edition] = {key: {**held} for key, held in fields.items()}
    else:
        fields |= {key: {**held} for key, held in known.items()}


def _extend(key: str, fields: dict[str, dict[str, Field]]) -> None:
    for extension in registry.extensions.get(key, []):
        for many in extension.many:
            fields[key][many.name] = of_many(registry.get(key), many)

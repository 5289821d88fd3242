"""Where a record stood and for how long, by one of its fields; read from its history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from trato.records.models import Change
from trato.records.registry import registry
from trato.records.stored import from_history

if TYPE_CHECKING:
    from datetime import datetime, timedelta


@dataclass(frozen=True)
class Stay:
    """One value and the time it lasted; the last one lasts still."""

    value: Any
    since: datetime
    until: datetime | None = None

    @property
    def length(self) -> timedelta:
        return (self.until or timezone.now()) - self.since


def stays(type_key: str, pk: int, name: str) -> list[Stay]:
    """The values of one field in turn, first to last; what was undone never was. Two queries."""
    record_type = registry.get(type_key)
    row: Any = record_type.model._base_manager.filter(pk=pk).first()
    if row is None:
        return []
    changes = Change.objects.filter(type=type_key, op=Change.CHANGE, first_id=pk, after__has_key=name)
    changes = changes.filter(undone_by=None).exclude(change_set__kind="undo").order_by("change_set__at", "pk")
    found: list[Stay] = []
    since, value = row.created_at, record_type.fields[name].get(row)
    for before, after, at in changes.values_list("before", "after", "change_set__at"):
        found.append(Stay(from_history(record_type, name, (before or {}).get(name)), since, at))
        since, value = at, from_history(record_type, name, (after or {}).get(name))
    return [*found, Stay(value, since)]

"""One number for the whole state of a workspace: what people see, not how it came about."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from trato.records.exact import ExactEncoder
from trato.records.models import Counter, Link, MatchKey, Pending
from trato.records.prepared import Prepared
from trato.records.registry import registry

if TYPE_CHECKING:
    from django.db import models

    from trato.records.record_type import RecordType

#: Columns that say when and how often, not what.
VOLATILE = {"version", "updated_at", "last_login", "password"}


def checksum() -> str:
    """The checksum of every record, link, pending text, match key and counter."""
    state = hashlib.sha256()
    for record_type in sorted(registry.types(), key=lambda one: one.key):
        state.update(json.dumps([record_type.key, _rows(record_type)], cls=ExactEncoder).encode())
    for model in (Link, Pending, MatchKey, Counter):
        listed = sorted(json.dumps(row, sort_keys=True) for row in _all(model, {"id"}))
        state.update(json.dumps(listed).encode())
    return state.hexdigest()


def type_checksum(record_type: RecordType) -> str:
    """The checksum of one type's rows and their many-links."""
    return hashlib.sha256(json.dumps(_rows(record_type), cls=ExactEncoder).encode()).hexdigest()


def _rows(record_type: RecordType) -> list[Any]:
    rows = _all(record_type.model, VOLATILE)
    ids = [row["id"] for row in rows]
    many = {}
    for name, field in sorted(record_type.fields.items()):
        if field.is_many:
            found = field.many_store.fetch(ids) if ids else {}  # type: ignore[attr-defined]  # many means LinksField
            many[name] = sorted((record, targets) for record, targets in found.items())
    return [rows, many]


def _all(model: type[models.Model], besides: set[str]) -> list[dict[str, Any]]:
    """Every row by its columns, in the order of their numbers."""
    names = [column.attname for column in model._meta.concrete_fields]
    kept = [(place, name) for place, name in enumerate(names) if name not in besides]
    return [{name: row[place] for place, name in kept} for row in _asked(model)()]


@cache
def _asked(model: type[models.Model]) -> Prepared:
    names = [column.attname for column in model._meta.concrete_fields]
    return Prepared(lambda: model._base_manager.order_by("pk").values_list(*names))

"""What happened to a record, as programs read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trato.records import access, rows
from trato.records.json_rows import currency_keys
from trato.records.models import Change
from trato.records.stored import from_history
from trato.records.undo import history_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.models import ChangeSet
    from trato.records.record_type import RecordType


def history_rows(actor: Actor, record_type: RecordType, pk: int) -> list[dict[str, Any]]:
    """The change sets that touched a record, newest first, with the fields that the actor may know."""
    sets = history_of(actor, record_type.key, pk)
    names = rows.titles("users", {one.actor_id for one in sets if one.actor_id is not None})
    changes = _changes(record_type, pk, sets)
    known = access.readable_fields(actor, record_type)
    found = []
    for one in sets:
        lines = [_lines(record_type, known, change) for change in changes.get(one.pk, [])]
        found.append(
            {
                "set": one.pk,
                "kind": one.kind,
                "by": _link(one.actor_id, names),
                "via": one.via,
                "at": one.at.isoformat().replace("+00:00", "Z"),
                "state": one.state,
                "changes": [line for some in lines for line in some],
            }
        )
    return found


def _link(pk: int | None, names: dict[int, str]) -> dict[str, Any] | None:
    return None if pk is None else {"id": pk, "label": names.get(pk, "")}


def _changes(record_type: RecordType, pk: int, sets: Iterable[ChangeSet]) -> dict[int, list[Change]]:
    found: dict[int, list[Change]] = {}
    touching = Change.objects.filter(type=record_type.key, first_id__lte=pk, last_id__gte=pk)
    for change in touching.filter(change_set__in=[one.pk for one in sets]).order_by("pk"):
        if pk in change.record_ids:
            found.setdefault(change.change_set_id, []).append(change)
    return found


def _lines(record_type: RecordType, known: dict[str, Field], change: Change) -> list[dict[str, Any]]:
    before, after = change.before or {}, change.after or {}
    return [
        {
            "field": name,
            "before": _value(record_type, known[name], before.get(name)),
            "after": _value(record_type, known[name], after.get(name)),
        }
        for name in dict.fromkeys([*before, *after])
        if name in known
    ]


def _value(record_type: RecordType, field: Field, given: Any) -> Any:
    """A value as a row shows it; an amount with its currency, since no other key stands beside it."""
    value = from_history(record_type, field.name, given)
    if field.name in currency_keys(record_type) and value is not None:
        return {"amount": value.as_text(), "currency": value.currency}
    return field.to_json(value)

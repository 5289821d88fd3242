"""Rows and change sets as the command line prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trato.accounts.models import User
from trato.kernel.cli import Report
from trato.records import access, rows
from trato.records.json_rows import row_to_json
from trato.records.models import Change
from trato.records.registry import registry
from trato.records.undo import history_of
from trato.records.values import Ref

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field

CHUNK = 1000


def listed(
    actor: Actor,
    type_key: str,
    filter: str | dict[str, Any],
    columns: list[str] | None,
    sort: str,
    limit: int | None,
) -> Report:
    """Rows, and exactly how many there are."""
    record_type = registry.get(type_key)
    names = columns or _all_columns(actor, type_key)
    found: list[dict[str, Any]] = []
    after = None
    fields: tuple[Field, ...] = tuple(rows.columns_of(actor, record_type, names))
    while limit is None or len(found) < limit:
        take = CHUNK if limit is None else min(CHUNK, limit - len(found))
        page = rows.read(actor, type_key, columns=names, filter=filter, sort=sort, limit=take, after=after)
        found += [row_to_json(record_type, row) for row in page.rows]
        after = page.next
        if after is None:
            break
    number = rows.count(actor, type_key, filter=filter, cap=None).number
    data = {"type": type_key, "count": number, "rows": found}
    return Report(data, _table(["id", *(field.name for field in fields)], found))


def _all_columns(actor: Actor, type_key: str) -> list[str]:
    known = access.readable_fields(actor, registry.get(type_key))
    return [name for name, field in known.items() if not field.hidden]


def grouped(actor: Actor, type_key: str, filter: str | dict[str, Any], by: str, total: str) -> Report:
    """One row for each value of a field, and for each currency if there are several."""
    found = rows.group(actor, type_key, by=by, total=total, filter=filter)
    grouping, *summed = rows.columns_of(actor, registry.get(type_key), [by, *([total] if total else [])])
    currencies = {row.total.currency for row in found if hasattr(row.total, "currency")}
    listed_rows = []
    for row in found:
        one: dict[str, Any] = {by: _label(grouping, row.value), "count": row.count}
        if summed:
            one[total] = summed[0].to_json(row.total)
            if len(currencies) > 1:
                one["currency"] = getattr(row.total, "currency", None)
        listed_rows.append(one)
    number = rows.count(actor, type_key, filter=filter, cap=None).number
    return Report(
        {"type": type_key, "count": number, "rows": listed_rows}, _table([by, "count", total], listed_rows)
    )


def _label(field: Field, value: Any) -> Any:
    return value.label if isinstance(value, Ref) else field.to_json(value)


def history(actor: Actor, type_key: str, pk: int) -> Report:
    """The change sets of a record, newest first."""
    sets = history_of(actor, type_key, pk)
    names = dict(User.objects.filter(pk__in={one.actor_id for one in sets}).values_list("pk", "name"))
    changes = Change.objects.filter(change_set__in=sets, type=type_key, first_id__lte=pk, last_id__gte=pk)
    by_set: dict[int, list[Change]] = {}
    for change in changes.order_by("pk"):
        if pk in change.record_ids:
            by_set.setdefault(change.change_set_id, []).append(change)
    hidden = access.hidden_fields(actor, registry.get(type_key))
    found = [
        {
            "set": one.pk,
            "kind": one.kind,
            "state": one.state,
            "by": one.actor_id,
            "name": names.get(one.actor_id or 0, ""),
            "via": one.via,
            "at": one.at.isoformat().replace("+00:00", "Z"),
            "changes": [_change(change, hidden) for change in by_set.get(one.pk, [])],
        }
        for one in sets
    ]
    lines = [f"{one['set']}  {one['at']}  {one['kind']}  {one['name']} ({one['via']})" for one in found]
    return Report({"type": type_key, "id": pk, "sets": found}, "\n".join(lines))


def _change(change: Change, hidden: frozenset[str]) -> dict[str, Any]:
    def open_fields(values: dict[str, Any] | None) -> dict[str, Any] | None:
        return (
            None if values is None else {name: value for name, value in values.items() if name not in hidden}
        )

    return {"op": change.op, "before": open_fields(change.before), "after": open_fields(change.after)}


def _table(columns: list[str], found: list[dict[str, Any]]) -> str:
    """Rows in columns for a terminal."""
    names = [name for name in columns if name]
    lines = [[_cell(row.get(name)) for name in names] for row in found]
    widths = [max(len(cell) for cell in column) for column in zip(names, *lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in [names, *lines]
    )


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return str(value.get("label", value))
    if isinstance(value, list):
        return ", ".join(
            str(one.get("label") or one.get("value") or one) if isinstance(one, dict) else str(one)
            for one in value
        )
    return str(value)

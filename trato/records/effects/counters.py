"""Counts and sums kept in the writer's transaction, keyed to add up for whoever sees only some owners."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, F, IntegerField, Sum, Value

from trato.records.effects.archiving import ARCHIVED
from trato.records.models import Counter
from trato.records.prepared import Prepared
from trato.records.values import Ref

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from trato.records.record_type import RecordType
    from trato.records.touched import Touched
    from trato.records.work import Work

Key = tuple[str, str, str, int, str]
Deltas = dict[Key, list[int]]

UPSERT = (
    "INSERT INTO records_counter (type, field, value, owner_id, currency, count, total)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)"
    " ON CONFLICT (type, field, value, owner_id, currency)"
    " DO UPDATE SET count = records_counter.count + excluded.count,"
    " total = records_counter.total + excluded.total"
)


def count_changes(work: Work, changed: list[Touched]) -> None:
    """Move the counters by what these records were and are."""
    deltas: Deltas = {}
    for touched in changed:
        if not touched.is_new:
            _add(deltas, touched, touched.was, -1, was_archived(touched))
        _add(deltas, touched, touched.value, 1, touched.is_archived)
    for removal in work.removed:
        for key, (number, amount) in removal.counted.items():
            _sum(deltas, key, -number, -amount)
    apply(deltas)


def was_archived(touched: Touched) -> bool:
    return bool(touched.before.get(ARCHIVED, touched.is_archived))


def counted(touched: Touched) -> Deltas:
    """What one record adds to the counters as it stands."""
    deltas: Deltas = {}
    _add(deltas, touched, touched.value, 1, touched.is_archived)
    return deltas


def _add(deltas: Deltas, touched: Touched, read: Callable[[str], Any], sign: int, archived: bool) -> None:  # noqa: FBT001  # both calls stand beside it
    if archived:
        return
    record_type = touched.record_type
    owner = _owner(read("owner")) if record_type.is_owned else 0
    money = read(record_type.counted_total) if record_type.counted_total else None
    currency, amount = ("", 0) if money is None else (money.currency, money.minor)
    for field in ("", *record_type.counted_by):
        value = _group(read(field)) if field else ""
        _sum(deltas, (record_type.key, field, value, owner, currency), sign, sign * amount)


def _owner(value: Ref | None) -> int:
    return 0 if value is None or value.id is None else value.id


def _group(value: Any) -> str:
    if isinstance(value, Ref):
        return str(value.id or "")
    return "" if value is None else str(value)


def _sum(deltas: Deltas, key: Key, number: int, amount: int) -> None:
    held = deltas.setdefault(key, [0, 0])
    held[0] += number
    held[1] += amount


def apply(deltas: Deltas) -> None:
    """Write the differences, in key order so that two writers never wait for each other in a ring."""
    rows: list[Any] = [(*key, *deltas[key]) for key in sorted(deltas) if deltas[key] != [0, 0]]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(UPSERT, rows)
    types = {key[0] for key in deltas}
    Counter.objects.filter(type__in=types, count=0, total=0).delete()


def recount(record_type: RecordType) -> dict[Key, tuple[int, int]]:
    """The counters of a type as its rows have them now."""
    found: dict[Key, tuple[int, int]] = {}
    for field in ("", *record_type.counted_by):
        for group, owner, currency, number, amount in _grouped(record_type, field)():
            if number:
                name = "" if group is None else str(group)
                found[record_type.key, field, name, owner or 0, currency or ""] = (number, int(amount or 0))
    return found


@cache
def _grouped(record_type: RecordType, field: str) -> Prepared:
    """Group, owner, currency, how many and how much; what the type has none of is nothing."""

    def asked() -> QuerySet[Any]:
        rows, total = record_type.model._base_manager.order_by(), record_type.counted_total
        nothing = Value(None, IntegerField())
        is_link = bool(field and record_type.fields[field].target)
        parts: dict[str, Any] = {
            "group": F(f"{field}_id" if is_link else field) if field else nothing,
            "whose": F("owner_id") if record_type.is_owned else nothing,
            "money": F(f"{total}_currency") if total else nothing,
        }
        measures = {"n": Count("pk"), "t": Sum(f"{total}_minor") if total else nothing}
        kept = rows.filter(archived_at=None) if record_type.is_archivable else rows
        counted: QuerySet[Any] = kept.values(**parts).annotate(**measures)
        return counted.values_list("group", "whose", "money", "n", "t")

    return Prepared(asked)


def drift(record_type: RecordType) -> dict[Key, tuple[tuple[int, int], tuple[int, int]]]:
    """Where counters differ from a recount: (kept, true); empty when all is well."""
    kept = {
        (one.type, one.field, one.value, one.owner_id, one.currency): (one.count, one.total)
        for one in Counter.objects.filter(type=record_type.key)
    }
    true = recount(record_type)
    keys = kept.keys() | true.keys()
    return {
        key: (kept.get(key, (0, 0)), true.get(key, (0, 0)))
        for key in keys
        if kept.get(key, (0, 0)) != true.get(key, (0, 0))
    }


def rebuild(record_type: RecordType) -> None:
    """Write the counters anew from the rows."""
    Counter.objects.filter(type=record_type.key).delete()
    apply({key: list(found) for key, found in recount(record_type).items()})

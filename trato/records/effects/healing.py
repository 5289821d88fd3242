"""A pending link becomes a real one when a record with exactly that name or reference arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trato.records.models import Pending
from trato.records.prepared import Prepared
from trato.records.values import Ref

if TYPE_CHECKING:
    from trato.records.touched import Touched
    from trato.records.work import Work

CHUNK = 400

_AWAITED = Prepared(lambda type_key: Pending.objects.filter(target_type=type_key).values_list("pk")[:1])


def heal(work: Work, batch: list[Touched]) -> None:
    """Mend the links that waited for the records of this batch."""
    arrived: dict[tuple[str, str], Ref] = {}
    awaited = {key: bool(_AWAITED(key)) for key in {one.record_type.key for one in batch}}
    for touched in batch:
        for text in names_of(touched) if awaited[touched.record_type.key] else ():
            ref = Ref(
                touched.record_type.key, touched.id, str(touched.value(touched.record_type.title) or "")
            )
            arrived.setdefault((touched.record_type.key, text), ref)
    mend(work, arrived)


def names_of(touched: Touched) -> set[str]:
    """The names that this write gave to the record."""
    record_type = touched.record_type
    names = [record_type.title, "reference"]
    given = [
        touched.value(name)
        for name in names
        if name in record_type.fields and (touched.is_new or name in touched.after)
    ]
    return {str(value) for value in given if value}


def mend_rows(work: Work, rows: list[Pending], ref: Ref) -> int:
    """Put a record where these texts of one field are pending; how many records changed."""
    waiting = {row.record_id: [row] for row in rows}
    loaded = work.load(rows[0].type, waiting, None) if rows else {}
    for pk, pending in waiting.items():
        work.change(
            loaded[pk], _mended(loaded[pk], pending, {(row.target_type, row.text): ref for row in pending})
        )
        loaded[pk].is_healed = True
    return len(waiting)


def mend(work: Work, arrived: dict[tuple[str, str], Ref]) -> int:
    """Put these records where their texts are pending; how many records changed."""
    by_type: dict[str, list[str]] = {}
    for key, text in arrived:
        by_type.setdefault(key, []).append(text)
    waiting: dict[str, dict[int, list[Pending]]] = {}
    for key, texts in by_type.items():
        for start in range(0, len(texts), CHUNK):
            rows = Pending.objects.filter(target_type=key, text__in=texts[start : start + CHUNK]).order_by(
                "pk"
            )
            for row in rows:
                waiting.setdefault(row.type, {}).setdefault(row.record_id, []).append(row)
    number = 0
    for key, records in waiting.items():
        loaded = work.load(key, records, None)
        for pk, pending in records.items():
            if pk in loaded:
                work.change(loaded[pk], _mended(loaded[pk], pending, arrived), heals=True)
                number += 1
    return number


def _mended(touched: Touched, rows: list[Pending], arrived: dict[tuple[str, str], Ref]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for row in rows:
        found = arrived[row.target_type, row.text]
        ref = Ref(found.type, found.id, found.label, row.role)
        if not touched.record_type.fields[row.field].is_many:
            values[row.field] = ref
            continue
        held = values.get(row.field, touched.value(row.field))
        swapped = (ref if one.is_pending and one.text == row.text else one for one in held)
        values[row.field] = tuple(dict.fromkeys(swapped))
    return values

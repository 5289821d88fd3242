"""Rows and links on their way to the database, batch by batch."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection, models

from trato.records.fields.link import LinkingField, LinksField
from trato.records.inserting import insert_records, insert_tuples
from trato.records.models import Pending
from trato.records.touched import Touched, columns_to_write

if TYPE_CHECKING:
    from trato.records.work import Work

BATCH = 500
PENDING = ("type", "record_id", "field", "target_type", "text", "role")


def insert_rows(batch: list[Touched]) -> None:
    """Insert new records; each has its id afterwards."""
    insert_records([touched.record for touched in batch])


def update_rows(work: Work, batch: list[Touched]) -> None:
    """Write the changed columns of records, with their version counted up once a work."""
    by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for touched in batch:
        record, columns = touched.record, columns_to_write(touched)
        if not touched.is_new and not getattr(touched, "counted", False):
            record.version += 1
            touched.counted = True  # type: ignore[attr-defined]  # once in this work
            record.updated_at = work.at
        names = (*columns, "version", "updated_at")
        values = tuple(_prepared(record, name) for name in names)
        by_columns.setdefault(names, []).append((*values, record.pk))
    for names, rows in by_columns.items():
        statement = _update_statement(batch[0].record_type.model, names, connection.vendor)
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)


def _prepared(record: models.Model, name: str) -> Any:
    field = _column(type(record), name)
    return field.get_db_prep_save(field.pre_save(record, add=False), connection)


@lru_cache(maxsize=512)
def _column(model: type[models.Model], name: str) -> Any:
    return next(field for field in model._meta.concrete_fields if name in {field.attname, field.name})


@lru_cache(maxsize=512)
def _update_statement(model: type[models.Model], names: tuple[str, ...], vendor: str) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(_column(model, name).column)} = %s" for name in names)
    return f"UPDATE {quote(model._meta.db_table)} SET {columns} WHERE {quote('id')} = %s"  # noqa: S608  # quoted names; values are bound


def write_links(batch: list[Touched]) -> None:
    """Write the link rows and pending texts of every link field that was set in records of one type."""
    pendings: list[tuple[Any, ...]] = []
    by_field: dict[tuple[str, str], list[Touched]] = {}
    fields = batch[0].fields if batch else {}
    linking = {name for name, field in fields.items() if isinstance(field, LinkingField)}
    for touched in batch:
        for name in touched.dirty & linking & touched.after.keys():
            by_field.setdefault((touched.record_type.key, name), []).append(touched)
            pendings += _pendings(touched, name)
    for (type_key, name), group in by_field.items():
        stale = [touched.id for touched in group if touched.saved]
        waiting = [touched.id for touched in group if name in touched.waiting]
        for start in range(0, len(waiting), BATCH):
            Pending.objects.filter(
                type=type_key, field=name, record_id__in=waiting[start : start + BATCH]
            ).delete()
        field = group[0].record_type.fields[name]
        if isinstance(field, LinksField):
            rows = field.many_store.write({touched.id: _targets(touched, name) for touched in group}, stale)
            insert_records(rows, numbered=False)
        _note_waiting(group, name)
    insert_tuples(Pending, PENDING, pendings)


def _note_waiting(group: list[Touched], name: str) -> None:
    for touched in group:
        (touched.waiting.add if _pendings(touched, name) else touched.waiting.discard)(name)


def _targets(touched: Touched, name: str) -> list[tuple[str, int, str]]:
    return [(ref.type, ref.id, ref.role) for ref in touched.many[name] if ref.id is not None]


def _pendings(touched: Touched, name: str) -> list[tuple[Any, ...]]:
    field = touched.fields[name]
    refs = touched.many.get(name, ()) if field.is_many else touched.pending.get(name, ())
    texts = {ref.text: ref for ref in refs if ref.is_pending}
    return [
        (touched.record_type.key, touched.id, name, ref.type, ref.text, ref.role) for ref in texts.values()
    ]

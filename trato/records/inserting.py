"""Many new rows at once: columns prepared as columns, one statement for all of them, no queryset.

Django's `bulk_create` asks every column of every row anew how its value is kept: a third of an import's cost.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db import connection, connections, models
from django.db.models.base import ModelState
from django.db.models.fields import AutoFieldMixin
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query_utils import DeferredAttribute

from trato.records import at_hand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

#: Fewer records are inserted with less ado by Django itself, in a single statement.
FEW = 8
BATCH = 500
_NOTHING = type(None)


def fresh(model: type[models.Model], values: Mapping[str, Any]) -> Any:
    """The same as `model(**values)`, for values by column name, without asking each column."""
    plain = _plain(model)
    if plain is None:
        return model(**values)
    same, made = plain
    record = model.__new__(model)
    held = record.__dict__
    held["_state"] = ModelState()
    held.update(same)
    for name, make in made:
        if name not in values:
            held[name] = make()
    held.update(values)
    return record


@cache
def _plain(
    model: type[models.Model],
) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]] | None:
    """What a new record holds, and what is made anew for each; None for a model with ways of its own."""
    fields = model._meta.concrete_fields
    is_plain = model.__init__ is models.Model.__init__ and all(
        type(getattr(model, field.attname, None)) in {DeferredAttribute, ForeignKeyDeferredAttribute}
        for field in fields
    )
    if not is_plain:
        return None
    made = [(f.attname, f.get_default) for f in fields if f.has_default() and callable(f.default)]
    names = dict(made)
    return {f.attname: f.get_default() for f in fields if f.attname not in names}, made


def insert_records(records: Sequence[models.Model], *, numbered: bool = True) -> None:
    """Insert new records of one model; each has its id afterwards, if wanted.

    Raises IntegrityError, DataError.
    """
    if not records:
        return
    model = type(records[0])
    if len(records) < FEW or any(record.pk is not None for record in records):
        model._base_manager.bulk_create(records, batch_size=BATCH)
        return
    key = model._meta.pk.attname
    for record, pk in zip(records, take_ids(model, len(records)), strict=True) if numbered else ():
        setattr(record, key, pk)
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.generated and (numbered or not field.primary_key)
    ]
    held = [record.__dict__ for record in records]
    _insert(model, fields, [_column(field, _values(field, records, held)) for field in fields])
    alias = connection.alias
    for record in records:
        record._state.adding, record._state.db = False, alias


def insert_tuples(
    model: type[models.Model],
    names: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    *,
    numbered: bool = False,
) -> Sequence[int]:
    """Insert rows by the values of these columns; others have their defaults. The ids, if wanted."""
    if not rows:
        return ()
    given = dict(zip(names, zip(*rows, strict=True), strict=True))
    ids: Sequence[int] = ()
    if numbered:
        ids = given[model._meta.pk.attname] = tuple(take_ids(model, len(rows)))
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.generated and (field.attname in given or not field.primary_key)
    ]
    columns = [
        _column(field, given[field.attname] if field.attname in given else [field.get_default()] * len(rows))
        for field in fields
    ]
    _insert(model, fields, columns)
    return ids


def take_ids(model: type[models.Model], number: int) -> Sequence[int]:
    """Ids that nothing has or will have; inside a transaction that writes."""
    quote, table, key = connection.ops.quote_name, model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [quote(table), key, number],
            )
            return [pk for (pk,) in cursor.fetchall()]
        given = "SELECT seq FROM sqlite_sequence WHERE name = %s"
        there = f"SELECT MAX({quote(key)}) FROM {quote(table)}"  # noqa: S608  # quoted names
        cursor.execute(f"SELECT MAX(IFNULL(({given}), 0), IFNULL(({there}), 0))", [table])
        last: int = cursor.fetchone()[0]
    return range(last + 1, last + 1 + number)


def _values(
    field: models.Field[Any, Any], records: Sequence[models.Model], held: Sequence[dict[str, Any]]
) -> Sequence[Any]:
    """What each record has in a column; `held` is what their instances hold."""
    if type(field).pre_save is models.Field.pre_save and _plain(type(records[0])) is not None:
        return list(map(itemgetter(field.attname), held))
    return [field.pre_save(record, add=True) for record in records]


def _column(field: Any, values: Sequence[Any]) -> Sequence[Any]:
    """The values as the database keeps them: each different one is prepared once, plain ones not at all."""
    kinds = set(map(type, values)) - {_NOTHING}
    if not kinds:
        return values
    if kinds == {_kept_as(field)}:
        return values
    # The connection itself: the name by which everybody has it looks for that of the thread each time.
    prepare, database = field.get_db_prep_save, connections[connection.alias]
    if len(kinds) == 1 and kinds <= {datetime, date, str, int, bool}:
        known = {value: prepare(value, database) for value in set(values)}
        return [known[value] for value in values]
    if isinstance(field, models.JSONField):
        empty = {kind: prepare(kind(), database) for kind in kinds & {dict, list}}
        return [
            empty[type(value)] if not value and type(value) in empty else prepare(value, database)
            for value in values
        ]
    return [prepare(value, database) for value in values]


@cache
def _kept_as(field: Any) -> type | None:
    """The type of value that this column takes as it is."""
    while type(field) in {models.ForeignKey, models.OneToOneField}:
        field = field.target_field
    for kind, value in ((models.CharField, str), (models.TextField, str), (models.IntegerField, int)):
        if isinstance(field, kind):
            own = type(field)
            is_plain = all(
                getattr(own, name) in {getattr(kind, name), getattr(AutoFieldMixin, name, None)}
                for name in ("get_prep_value", "get_db_prep_value", "get_db_prep_save")
            )
            return value if is_plain else None
    return None


def _insert(model: type[models.Model], fields: Sequence[Any], columns: Iterable[Sequence[Any]]) -> None:
    quote, rows = connection.ops.quote_name, list(zip(*columns, strict=True))
    table, names = quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            at_hand.notice(f"INSERT INTO {table}")  # no statement that is watched
            return
        places = ", ".join(["%s"] * len(fields))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)  # noqa: S608  # quoted names; values are bound

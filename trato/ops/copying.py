"""Copies every row from one database to another: PostgreSQL into a SQLite snapshot, and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

SNAPSHOT = "snapshot"
CHUNK = 1000


@contextmanager
def opened(path: Path) -> Iterator[str]:
    """A SQLite file as a second database, brought to the tables of today."""
    settings = connections["default"].settings_dict
    own = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": {}, "CONN_MAX_AGE": 0}
    connections.databases[SNAPSHOT] = {**settings, **own, "TEST": {}}
    try:
        call_command("migrate", database=SNAPSHOT, interactive=False, verbosity=0)
        yield SNAPSHOT
    finally:
        connections[SNAPSHOT].close()
        del connections[SNAPSHOT]
        del connections.databases[SNAPSHOT]


def copy_rows(source: str, target: str) -> int:
    """Make the target hold exactly the source's rows, in one transaction each. Returns how many there are."""
    tables = [model for model in apps.get_models(include_auto_created=True) if _is_stored(model)]
    with _frozen(source), transaction.atomic(using=target):
        _empty(connections[target], tables)
        total = sum(_copy_table(model, source, target) for model in tables)
        _reset_sequences(connections[target], tables)
    return total


def _is_stored(model: type[models.Model]) -> bool:
    return model._meta.managed and not model._meta.proxy


@contextmanager
def _frozen(alias: str) -> Iterator[None]:
    """Read everything as of one moment while others go on writing."""
    with transaction.atomic(using=alias):
        if connections[alias].vendor == "postgresql":
            with connections[alias].cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _empty(connection: BaseDatabaseWrapper, tables: list[type[models.Model]]) -> None:
    # Foreign keys are checked at the end of the transaction, so the order does not matter.
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def _copy_table(model: type[models.Model], source: str, target: str) -> int:
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    rows = model._base_manager.using(source).order_by().values_list(*(field.attname for field in fields))
    statement, connection = _insert(model, fields, connections[target]), connections[target]
    total, stream = 0, rows.iterator(chunk_size=CHUNK)
    with connection.cursor() as cursor:
        while chunk := list(islice(stream, CHUNK)):
            cursor.executemany(statement, [_prepared(fields, row, connection) for row in chunk])
            total += len(chunk)
    return total


def _insert(
    model: type[models.Model], fields: list[models.Field[Any, Any]], connection: BaseDatabaseWrapper
) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column or "") for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608


def _prepared(
    fields: list[models.Field[Any, Any]], row: tuple[Any, ...], connection: BaseDatabaseWrapper
) -> tuple[Any, ...]:
    return tuple(field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True))


def _reset_sequences(connection: BaseDatabaseWrapper, tables: list[type[models.Model]]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)

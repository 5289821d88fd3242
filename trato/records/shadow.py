"""Other rows in a table's place, for this connection and until its transaction is rolled back."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import local
from typing import TYPE_CHECKING, Any

from django.db import connection, connections, models, transaction
from django.db.models import Func
from typing_extensions import override

from trato.records.expressions import Among
from trato.records.reading import forget_read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

ROWS, HIDDEN = "past_rows_", "past_hidden_"


@dataclass
class Shadow:
    """What a table shows instead: without the hidden rows, with the copied and the added ones."""

    model: type[models.Model]
    hidden: set[int] = field(default_factory=set)
    added: list[models.Model] = field(default_factory=list)
    #: Hidden rows that are shown with other values in some columns: what those are, and which rows.
    copied: list[tuple[dict[str, Any], list[int]]] = field(default_factory=list)
    #: Rows made at this moment or later are neither shown nor copied.
    until: datetime | None = None
    #: A statement over the copied rows, whose table it calls `{rows}`, and its values.
    finish: tuple[str, list[Any]] | None = None


class _Held(local):
    """The type whose rows of a past moment this thread reads."""

    type_key = ""


_held = _Held()


def is_past(type_key: str) -> bool:
    """Whether this type's rows are read as of a past moment just now."""
    return bool(type_key) and _held.type_key == type_key


@contextmanager
def reading(type_key: str) -> Iterator[None]:
    """Say that this type's rows are those of a past moment."""
    before, _held.type_key = _held.type_key, type_key
    forget_read()
    try:
        yield
    finally:
        _held.type_key = before
        forget_read()


@contextmanager
def passing() -> Iterator[None]:
    """A transaction of reads that leaves nothing behind: it sees one state of the database, locks no writer
    out, and takes its temporary tables with it however it ends.
    """
    is_outermost = not connection.in_atomic_block
    mode = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite" and is_outermost:
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # reads wait for nobody
    try:
        block = transaction.atomic()
        block.__enter__()
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = mode  # type: ignore[attr-defined]
    with _entered(block):
        if connection.vendor == "postgresql" and is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
        transaction.set_rollback(True)


@contextmanager
def _entered(block: Any) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        block.__exit__(type(error), error, error.__traceback__)
        raise
    block.__exit__(None, None, None)


def cast(shadow: Shadow) -> None:
    """Lay it over its table. A temporary name goes before the table's own on either database."""
    table = shadow.model._meta.db_table
    rows, hidden = ROWS + table, HIDDEN + table
    names = [str(column.column) for column in shadow.model._meta.concrete_fields]
    listed = ", ".join(_quote(name) for name in names)
    key = _quote(str(shadow.model._meta.pk.column))
    real = f"{_quote(_schema())}.{_quote(table)}"
    with connection.cursor() as cursor:
        for statement in _shape(shadow.model, _quote(rows), real):
            cursor.execute(statement)
        cursor.execute(f"CREATE TEMPORARY TABLE {_quote(hidden)} (id bigint PRIMARY KEY)")
        cursor.execute(f"INSERT INTO {_quote(hidden)} {_given_ids()}", [Among.listed(shadow.hidden)])
        if shadow.until is not None:
            _copy(cursor, shadow, _quote(rows), _quote(hidden), listed, real)
            _hide_later_ones(cursor, shadow, _quote(hidden), real)
    _insert(rows, names, _prepared(shadow))
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY VIEW {_quote(table)} AS SELECT {listed} FROM {real}"  # noqa: S608  # names
            f" WHERE {key} NOT IN (SELECT id FROM {_quote(hidden)})"
            f" UNION ALL SELECT {listed} FROM {_quote(rows)}"
        )
    forget_read()


def _given_ids() -> str:
    """The ids of one bound list (`Among.listed`) as rows."""
    if connection.vendor == "postgresql":
        return "SELECT value::bigint FROM jsonb_array_elements_text(%s::jsonb)"
    return "SELECT value FROM json_each(%s)"


def _hide_later_ones(cursor: Any, shadow: Shadow, hidden: str, real: str) -> None:
    cursor.execute(
        f"INSERT INTO {hidden} SELECT id FROM {real} WHERE created_at >= %s ON CONFLICT DO NOTHING",  # noqa: S608  # names
        [connection.ops.adapt_datetimefield_value(shadow.until)],
    )


def _copy(cursor: Any, shadow: Shadow, rows: str, hidden: str, listed: str, real: str) -> None:
    """Copy rows as they are, then write what was otherwise: one statement for all that were alike."""
    others = shadow.hidden.difference(*(ids for _columns, ids in shadow.copied))
    cursor.execute(
        f"INSERT INTO {rows} ({listed}) SELECT {listed} FROM {real} WHERE created_at < %s"  # noqa: S608  # names
        f" AND id IN (SELECT id FROM {hidden}) AND id NOT IN ({_given_ids()})",
        [connection.ops.adapt_datetimefield_value(shadow.until), Among.listed(others)],
    )
    alone: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for columns, ids in shadow.copied:
        if len(ids) > 1 and columns:
            cursor.execute(
                f"UPDATE {rows} SET {_places(columns)} WHERE id IN ({_given_ids()})",  # noqa: S608  # names
                [*columns.values(), Among.listed(ids)],
            )
        elif columns:
            alone.setdefault(tuple(columns), []).append((*columns.values(), ids[0]))
    for names, values in alone.items():
        cursor.executemany(f"UPDATE {rows} SET {_places(names)} WHERE id = %s", values)  # noqa: S608  # names
    if shadow.finish is not None:
        statement, params = shadow.finish
        cursor.execute(statement.format(rows=rows), params)


def _places(names: Iterable[str]) -> str:
    return ", ".join(f"{_quote(name)} = %s" for name in names)


def _schema() -> str:
    if connection.vendor == "sqlite":
        return "main"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return str(cursor.fetchone()[0])


def _shape(model: type[models.Model], rows: str, real: str) -> Iterator[str]:
    """The statements that make the same columns without their conditions."""
    key = _quote(str(model._meta.pk.column))
    if connection.vendor == "postgresql":
        yield f"CREATE TEMPORARY TABLE {rows} AS SELECT * FROM {real} WITH NO DATA"  # noqa: S608  # quoted names
        yield f"ALTER TABLE {rows} ADD PRIMARY KEY ({key})"
        return
    columns = [(_quote(str(one.column)), one.db_type(connection)) for one in model._meta.concrete_fields]
    described = (f"{name} {kind}{' PRIMARY KEY' if name == key else ''}" for name, kind in columns)
    yield f"CREATE TEMPORARY TABLE {rows} ({', '.join(described)})"


def _prepared(shadow: Shadow) -> Iterator[list[Any]]:
    columns = shadow.model._meta.concrete_fields
    here = connections[connection.alias]  # asked for once, not for each value
    for row in shadow.added:
        yield [column.get_db_prep_save(column.pre_save(row, add=False), here) for column in columns]


def _insert(table: str, names: list[str], values: Iterable[list[Any]]) -> None:
    columns = ", ".join(_quote(name) for name in names)
    places = ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO {_quote(table)} ({columns}) VALUES ({places})"  # noqa: S608  # quoted names
    batch: list[list[Any]] = list(values)
    if batch:
        with connection.cursor() as cursor:
            cursor.executemany(statement, batch)


def _quote(name: str) -> str:
    return str(connection.ops.quote_name(name))


class Added(Func):
    """Whether a row is one of those that were added; what may be seen of these is settled before."""

    output_field = models.BooleanField()

    def __init__(self, key: Any, table: str = "", **extra: Any) -> None:
        super().__init__(key, **extra)
        self.extra["table"] = table

    @override
    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> Any:
        sql, params = compiler.compile(self.source_expressions[0])
        rows = connection.ops.quote_name(ROWS + self.extra["table"])
        key = connection.ops.quote_name("id")
        return f"({sql} IN (SELECT {key} FROM {rows}))", params  # noqa: S608  # quoted names

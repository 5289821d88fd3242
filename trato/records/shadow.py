"""Other rows in a table's place, for this connection and until its transaction is rolled back."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from threading import local
from typing import TYPE_CHECKING, Any

from django.db import connection, connections, models, transaction
from django.db.models import Func
from typing_extensions import override

from trato.records import at_hand
from trato.records.expressions import Among
from trato.records.reading import forget_read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

ROWS, HIDDEN, WAYS = "past_rows_", "past_hidden_", "past_ways_"
#: How a hidden row comes back: not at all, or as it is; greater numbers are those of what was otherwise.
NOT_COPIED, AS_IT_IS = 0, 1
#: So many rows of which the same was otherwise are written one by one.
FEW = 20


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
    #: A column that copied and added rows have right only after a statement, which calls their table
    #: `{rows}`, with its values: it takes long, and waits until it is asked for (`put_right_when_asked`).
    late: tuple[str, str, list[Any]] | None = None
    #: Whoever reads sees all rows. Then copied ones need not be there before a statement looks for them.
    sees_all: bool = False
    #: Whether they are still to be copied.
    is_woven: bool = False

    @cached_property
    def columns(self) -> list[str]:
        """The columns in which copied rows have other values."""
        return list(dict.fromkeys(name for given, _ids in self.copied for name in given))


class _Names:
    """What the tables of one shadow are called in a statement."""

    def __init__(self, model: type[models.Model]) -> None:
        table = model._meta.db_table
        self.view = _quote(table)
        self.rows, self.hidden, self.ways = (_quote(prefix + table) for prefix in (ROWS, HIDDEN, WAYS))
        self.real = f"{_quote(_schema())}.{_quote(table)}"
        self.key = _quote(str(model._meta.pk.column))
        self.columns = [str(column.column) for column in model._meta.concrete_fields]
        self.listed = ", ".join(map(_quote, self.columns))

    def told(self, columns: list[str]) -> str:
        """Every column of a row as it was: those given by its way, the others as they are."""
        given = {
            name: f"CASE WHEN w.given & {1 << at} <> 0 THEN w.{_quote(name)} ELSE r.{_quote(name)} END"
            for at, name in enumerate(columns)
        }
        return ", ".join(f"{given.get(name, f'r.{_quote(name)}')} AS {_quote(name)}" for name in self.columns)


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
        with at_hand.aside():
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
    names = _Names(shadow.model)
    with connection.cursor() as cursor:
        for statement in _shape(shadow.model, names.rows, names.real):
            cursor.execute(statement)
        cursor.execute(f"CREATE TEMPORARY TABLE {names.hidden} (id {_number()} PRIMARY KEY, way {_number()})")
        _hide(cursor, shadow, names.hidden)
        shadow.is_woven = shadow.until is not None and _can_be_woven(shadow)
        if shadow.until is not None:
            _ways(cursor, shadow, names.ways)
            if not shadow.is_woven:
                _copy(cursor, shadow, names)
            _hide_later_ones(cursor, shadow, names)
    _insert(ROWS + shadow.model._meta.db_table, names.columns, _prepared(shadow))
    _show(shadow, names)


def _can_be_woven(shadow: Shadow) -> bool:
    """Whether rows are put right as they are read: a view that adds some has no index on PostgreSQL."""
    return shadow.sees_all and not (shadow.added and connection.vendor == "postgresql")


def _show(shadow: Shadow, names: _Names) -> None:
    """Put the view in the table's place: with the copied rows, or with what was otherwise woven in."""
    if shadow.is_woven:
        told = f"{names.told(shadow.columns)} FROM {names.real} AS r LEFT JOIN {names.hidden} AS h"
        told += f" ON h.id = r.{names.key} LEFT JOIN {names.ways} AS w ON w.way = h.way"
        told += f" WHERE h.way IS NULL OR h.way <> {NOT_COPIED}"
    else:
        told = f"{names.listed} FROM {names.real} WHERE {names.key} NOT IN (SELECT id FROM {names.hidden})"  # noqa: S608  # names
    more = f" UNION ALL SELECT {names.listed} FROM {names.rows}"  # noqa: S608  # names
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY VIEW {names.view} AS SELECT {told}"  # names
            f"{'' if shadow.is_woven and not shadow.added else more}"
        )
    forget_read()


def _unweave(shadow: Shadow) -> None:
    """Copy the rows after all."""
    names = _Names(shadow.model)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP VIEW {names.view}")
        _copy(cursor, shadow, names)
    shadow.is_woven = False
    _show(shadow, names)


@contextmanager
def put_right_when_asked(shadow: Shadow) -> Iterator[None]:
    """Let a statement that looks for rows by what was otherwise find them copied, the late column right."""
    late = [shadow.late] if shadow.late else []
    working: list[str] = []

    def attentive(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  # Django's
        if not working:  # what is asked meanwhile is our own
            working.append(sql)
            try:
                put_right(sql)
            finally:
                working.clear()
        return execute(sql, params, many, context)

    def put_right(sql: str) -> None:
        is_late = bool(late) and _quote(late[0][0]) in sql
        if shadow.is_woven and (is_late or _looks_for(sql, shadow.columns)):
            _unweave(shadow)
        if is_late:
            _column, statement, values = late.pop()
            with connection.cursor() as cursor:
                cursor.execute(statement.format(rows=_quote(ROWS + shadow.model._meta.db_table)), values)

    with connection.execute_wrapper(attentive):
        yield


def _looks_for(sql: str, columns: Iterable[str]) -> bool:
    """Whether a statement's conditions or its order name one of these columns, of which an index may tell."""
    _told, _where, asked = sql.partition(" WHERE ")
    return any(f".{_quote(name)}" in asked for name in columns if name != "archived_at")


def _number() -> str:
    """A whole number; as a key of SQLite's, the number of the row itself."""
    return "bigint" if connection.vendor == "postgresql" else "integer"


def _given_ids() -> str:
    """The ids of one bound list (`Among.listed`) as rows."""
    if connection.vendor == "postgresql":
        return "SELECT value::bigint, %s::bigint FROM jsonb_array_elements_text(%s::jsonb) AS given(value)"
    return "SELECT value, %s FROM json_each(%s)"


def _hide(cursor: Any, shadow: Shadow, hidden: str) -> None:
    """Hide the rows; those to be copied know by which way."""
    alone: list[tuple[int, int]] = []
    for way, (_columns, ids) in enumerate(shadow.copied, AS_IT_IS + 1):
        if len(ids) > FEW:
            cursor.execute(f"INSERT INTO {hidden} {_given_ids()}", [way, Among.listed(sorted(ids))])
        else:
            alone += [(pk, way) for pk in ids]
    others = shadow.hidden.difference(*(ids for _columns, ids in shadow.copied))
    cursor.execute(f"INSERT INTO {hidden} {_given_ids()}", [NOT_COPIED, Among.listed(others)])
    if alone:
        cursor.executemany(f"INSERT INTO {hidden} VALUES (%s, %s)", alone)  # noqa: S608  # names


def _hide_later_ones(cursor: Any, shadow: Shadow, names: _Names) -> None:
    cursor.execute(
        f"INSERT INTO {names.hidden} SELECT id, {NOT_COPIED} FROM {names.real}"  # noqa: S608  # names
        f" WHERE created_at >= %s ON CONFLICT (id) DO UPDATE SET way = {NOT_COPIED}",
        [connection.ops.adapt_datetimefield_value(shadow.until)],
    )


def _ways(cursor: Any, shadow: Shadow, ways: str) -> None:
    """A table of what was otherwise: a row for all records of which the same was."""
    columns = shadow.columns
    known = {str(one.column): one for one in shadow.model._meta.concrete_fields}
    kinds = "".join(f", {_quote(name)} {_kind(known[name])}" for name in columns)
    cursor.execute(f"CREATE TEMPORARY TABLE {ways} (way {_number()} PRIMARY KEY, given bigint{kinds})")
    places = ", ".join(["%s"] * (2 + len(columns)))
    cursor.executemany(
        f"INSERT INTO {ways} VALUES ({places})",  # noqa: S608  # names
        [
            (
                way,
                sum(1 << at for at, name in enumerate(columns) if name in given),
                *(given.get(name) for name in columns),
            )
            for way, (given, _ids) in enumerate(shadow.copied, AS_IT_IS + 1)
        ],
    )


def _kind(column: Any) -> str:
    """The type of a column, with its collation."""
    collation = column.db_parameters(connection).get("collation")
    return f"{column.db_type(connection)}{f' COLLATE {_quote(collation)}' if collation else ''}"


def _copy(cursor: Any, shadow: Shadow, names: _Names) -> None:
    """Copy rows with what was otherwise, all of them at once."""
    cursor.execute(
        f"INSERT INTO {names.rows} ({names.listed}) SELECT {names.told(shadow.columns)}"  # noqa: S608  # names
        # A cross join: SQLite keeps to its order.
        f" FROM {names.hidden} AS h CROSS JOIN {names.real} AS r LEFT JOIN {names.ways} AS w ON w.way = h.way"
        f" WHERE r.id = h.id AND h.way <> {NOT_COPIED} AND r.created_at < %s",
        [connection.ops.adapt_datetimefield_value(shadow.until)],
    )


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

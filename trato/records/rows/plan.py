"""A question about rows, its values taken out; the SQL of each shape is compiled once."""

from __future__ import annotations

import json
from collections import OrderedDict
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F
from django.utils.translation import get_language

from trato.accounts.rights import Right
from trato.records import access, at_hand, filters, shadow, snapshot
from trato.records.contexts import context_for
from trato.records.expressions import Among, Any_, Condition, Slot, Slots
from trato.records.reading import read_once

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from django.db import models

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Bound
    from trato.records.filters import Node
    from trato.records.record_type import RecordType
    from trato.records.values import Context

MOST_STATEMENTS = 1024
#: So many are put into one.
MOST_TOGETHER = 50


@dataclass(frozen=True)
class Selection:
    """The rows that a filter picks among those the actor may see."""

    record_type: RecordType
    filter: Bound
    scope: Bound
    archived: bool | None
    words: str
    #: Only these records, as a JSON list.
    ids: str | None = None
    #: Rows of a past moment; those that changed since are there because the actor may see them today.
    is_past: bool = False
    #: Only records whose titles begin so: from this to before that, as their index keeps titles.
    begins: tuple[str, str] | None = None

    @property
    def shape(self) -> tuple[Any, ...]:
        return (
            self.record_type.key,
            self.filter.form,
            self.scope.form,
            self.archived,
            self.ids is not None,
            self.is_past,
            self.begins is not None,
        )

    @property
    def params(self) -> tuple[Any, ...]:
        ids = () if self.ids is None else (self.ids,)
        return self.filter.params + self.scope.params + ids + (self.begins or ())

    @property
    def conditions(self) -> tuple[tuple[Any, ...], ...]:
        """The forms that all have to hold, of which the filter is made."""
        return tuple(_conditions(self.filter.form))

    def rows(self, slots: Slots) -> models.QuerySet[Any]:
        """The queryset; takes slots in the order of `params`."""
        model = self.record_type.model
        rows = model._base_manager.filter(filters.build(self.record_type, self.filter.form, slots))
        scope = access.build_scope(self.record_type, self.scope.form, "", slots)
        rows = rows.filter(
            Any_(scope, shadow.Added(F("pk"), model._meta.db_table)) if self.is_past else scope
        )
        if self.ids is not None:
            rows = rows.filter(Among(F("pk"), slots.next()))
        if self.begins is not None:
            title = self.record_type.title_field.sort_expression("")
            rows = rows.filter(Condition(">=", title, slots.next()), Condition("<", title, slots.next()))
        if self.archived is not None and self.record_type.is_archivable:
            rows = rows.filter(archived_at__isnull=not self.archived)
        return rows


def _conditions(form: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if form[0] != "and":
        yield form
        return
    for part in form[1:]:
        yield from _conditions(part)


def select(
    actor: Actor,
    record_type: RecordType,
    given: str | dict[str, Any] | Node | None = None,
    *,
    right: Right = Right.READ,
    archived: bool | None = False,
    ids: Collection[int] | None = None,
    begins: str = "",
) -> Selection:
    """Read a filter in any of its forms for this actor. Raises FilterError, Denied, NotFound."""
    access.require(actor, record_type, right)
    is_past = shadow.is_past(record_type.key)
    bound, words = _bound(actor, record_type, "" if given is None else given, is_past=is_past)
    scope = access.scope_bound(actor, record_type, right)
    listed = None if ids is None else json.dumps(list(ids))
    edges = record_type.title_field.beginning(begins) if begins else None
    return Selection(record_type, bound, scope, archived, words, listed, is_past, edges)


def _bound(
    actor: Actor, record_type: RecordType, given: str | dict[str, Any] | Node, *, is_past: bool
) -> tuple[Bound, str]:
    """The filter bound and in words; one in words is bound once a day, unless it had to look at rows."""
    context = context_for(actor)
    if isinstance(given, dict):
        return _bind(record_type, filters.parse_json(given), context)
    if not isinstance(given, str):
        return _bind(record_type, given, context)
    key = ("filter", record_type.key, given, actor, context.today, get_language(), is_past)
    known: tuple[Bound, str] | None = snapshot.asked_lately(key)
    if known is None:
        known = _bind(record_type, filters.parse(given), context)
        if not context.asked_rows:
            snapshot.keep(key, known)
    return known


def _bind(record_type: RecordType, node: Node, context: Context) -> tuple[Bound, str]:
    return filters.bind(record_type, node, context), filters.to_words(node)


class Statement:
    """One compiled SQL statement and where its values go."""

    def __init__(self, sql: str, params: tuple[Any, ...], *, anew: bool = False) -> None:
        self.sql = sql
        self.params = params
        #: Whether the best way to it depends on the values, so that the database plans it each time.
        self.anew = anew
        self._answered = at_hand.answer if at_hand.covers(sql) else read_once

    def bound(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        """The values in the order of the statement's places."""
        return tuple(values[one.index] if isinstance(one, Slot) else one for one in self.params)

    def run(self, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """The rows; what the page has asked already, or is kept at hand, is not asked again."""
        bound = self.bound(values)
        return [*self._answered((self.sql, bound), lambda: _fetched(self.sql, bound, anew=self.anew))]


def run_together(asked: Sequence[tuple[Statement, tuple[Any, ...]]]) -> list[list[tuple[Any, ...]]]:
    """The rows of each of several statements with the same columns, all of them asked at once."""
    found: list[list[tuple[Any, ...]]] = [[] for _one in asked]
    for start in range(0, len(asked), MOST_TOGETHER):
        part = asked[start : start + MOST_TOGETHER]
        sql = _together(tuple(statement.sql for statement, _values in part))
        bound = tuple(value for statement, values in part for value in statement.bound(values))
        for place, *row in read_once((sql, bound), partial(_fetched, sql, bound)):
            found[start + place].append(tuple(row))
    return found


@lru_cache(maxsize=256)
def _together(statements: tuple[str, ...]) -> str:
    """One statement for several; each row begins with the place of its own."""
    return " UNION ALL ".join(
        f"SELECT {place} AS place, part{place}.* FROM ({sql}) AS part{place}"  # noqa: S608  # our own statements
        for place, sql in enumerate(statements)
    )


def _fetched(sql: str, bound: tuple[Any, ...], *, anew: bool = False) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor, _unprepared() if anew else nullcontext():
        cursor.execute(sql, bound)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


@contextmanager
def _unprepared() -> Iterator[None]:
    """Have PostgreSQL plan for these values: one plan for all words takes each of them for a rare one."""
    if connection.vendor != "postgresql":
        yield
        return
    kept, connection.connection.prepare_threshold = connection.connection.prepare_threshold, None
    try:
        yield
    finally:
        connection.connection.prepare_threshold = kept


def _compares_text(form: Any) -> bool:
    """Whether a shape asks for a whole text: some are met a thousand times as often as others."""
    return isinstance(form, tuple) and (form == ("equals",) or any(map(_compares_text, form)))


_statements: OrderedDict[Any, Statement] = OrderedDict()


def compiled(
    shape: tuple[Any, ...], make: Callable[[Slots], models.QuerySet[Any]], wrap: str = "%s"
) -> Statement:
    """The statement of that shape, compiled by Django at first sight."""
    now = snapshot.current()
    key = (connection.alias, connection.vendor, now.generation, now.edition, wrap, shape)
    found = _statements.get(key)
    if found is None:
        query = make(Slots()).query
        sql, params = query.get_compiler(connection=connection).as_sql()
        found = Statement(wrap.replace("%s", sql, 1), tuple(params), anew=_compares_text(shape))
        _statements[key] = found
        if len(_statements) > MOST_STATEMENTS:
            _statements.popitem(last=False)
    else:
        _statements.move_to_end(key)
    return found


def forget() -> None:
    """Drop every compiled statement; for tests."""
    _statements.clear()

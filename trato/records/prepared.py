"""Questions of one shape: Django writes the SQL at the first call, every call binds its values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from trato.records import at_hand
from trato.records.expressions import Slot, Slots

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db import models


class Prepared:
    """A queryset whose places for values are the parameters of `make`, in their order.

        UNREAD = Prepared(lambda user: Notification.objects.filter(user_id=user).values_list("pk"))
        UNREAD(actor.user_id)

    Building a queryset costs ten times what its rows do; what every page asks is asked so. Values go in as
    the database keeps them (`Prepared.moment`). `wrap` is SQL around the statement, for a count.
    """

    def __init__(self, make: Callable[..., models.QuerySet[Any]], wrap: str = "%s") -> None:
        self._make, self._wrap = make, wrap
        self._written: dict[str, _Written] = {}

    def __call__(self, *values: Any) -> list[tuple[Any, ...]]:
        written = self._written.get(connection.vendor) or self._write(len(values))
        bound = [values[one.index] if isinstance(one, Slot) else one for one in written.params]
        if written.is_at_hand:
            return [*at_hand.answer((written.sql, *bound), lambda: written.ask(bound))]
        return written.ask(bound)

    def records(self, *values: Any) -> list[Any]:
        """Instances of the model, for a queryset that names no columns."""
        rows = self(*values)
        model, names = self._written[connection.vendor].model
        return [model.from_db(connection.alias, names, row) for row in rows]

    def first(self, *values: Any) -> Any:
        """The first column of the first row; None without one."""
        found = self(*values)
        return found[0][0] if found else None

    def _write(self, number: int) -> _Written:
        query = self._make(*Slots().take(number)).query
        self._written[connection.vendor] = written = _Written(query, self._wrap)
        return written

    @staticmethod
    def moment(value: Any) -> Any:
        """A moment as a value of the database."""
        return connection.ops.adapt_datetimefield_value(value)


class _Written:
    """One statement for one kind of database, and how its columns become Python's values."""

    def __init__(self, query: Any, wrap: str) -> None:
        self.model = query.model, [str(column.attname) for column in query.model._meta.concrete_fields]
        compiler = query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        self.sql, self.params = wrap.replace("%s", sql, 1), tuple(params)
        columns = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
        self.converters = compiler.get_converters(columns) if wrap == "%s" else {}
        self.is_at_hand = at_hand.covers(self.sql)

    def ask(self, bound: list[Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, bound)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return [self.read(row) for row in found] if self.converters else found

    def read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for place, (converters, column) in self.converters.items():
            for convert in converters:
                values[place] = convert(values[place], column, connection)
        return tuple(values)

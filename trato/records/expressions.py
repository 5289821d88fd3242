"""Small SQL expressions that compile through Django's own compiler, with numbered slots for values."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.expressions import Combinable
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper


#: The first number that no id can be.
TOO_LARGE = 2**63


@dataclass(frozen=True)
class Slot:
    """The place of one bound value in a compiled statement."""

    index: int


class SlotField(models.Field[Any, Any]):
    """Lets a slot pass through Django's value conversion untouched."""

    @override
    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        return value

    @override
    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "text"


class Slots:
    """Hands out slots in the order in which a statement's parts ask for values."""

    def __init__(self) -> None:
        self.used = 0

    def next(self) -> Value:
        slot = Slot(self.used)
        self.used += 1
        return Value(slot, output_field=SlotField())

    def take(self, number: int) -> Iterator[Value]:
        return (self.next() for _ in range(number))


class Condition(Func):
    """A comparison as plain SQL has it: `Condition(">", left, right)`."""

    template = "(%(expressions)s)"
    conditional = True

    def __init__(self, operator: str, *expressions: Any, **extra: Any) -> None:
        super().__init__(
            *expressions, output_field=models.BooleanField(), arg_joiner=f" {operator} ", **extra
        )


class IsNull(Func):
    template = "(%(expressions)s IS NULL)"
    conditional = True

    def __init__(self, expression: Any, **extra: Any) -> None:
        super().__init__(expression, output_field=models.BooleanField(), **extra)


class Contains(Func):
    """Substring match; every sign of the bound text stands for itself."""

    template = "(%(function)s(%(expressions)s) > 0)"
    function = "INSTR"
    conditional = True

    def __init__(self, expression: Any, text: Any, **extra: Any) -> None:
        super().__init__(expression, text, output_field=models.BooleanField(), **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, function="STRPOS", **context)


class Holds(Func):
    """Substring match in any capitals, for text that has no sort key; `Holds.pattern` is what to bind."""

    conditional = True
    template = "(%(expressions)s)"

    def __init__(self, expression: Any, pattern: Any, **extra: Any) -> None:
        super().__init__(
            expression, pattern, output_field=models.BooleanField(), arg_joiner=" REGEXP ", **extra
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, arg_joiner=" ~ ", **context)

    @staticmethod
    def pattern(text: str) -> str:
        """Both capitals of each letter by name, since databases differ in what they know of them."""
        return "".join(_either(letter) for letter in text)


def _either(letter: str) -> str:
    forms = {form for form in (letter, letter.lower(), letter.upper()) if len(form) == 1}
    return f"[{''.join(sorted(forms))}]" if len(forms) > 1 else re.escape(letter)


class Filled(Func):
    """Text that has no sort key, by its bytes on every database; empty text counts as none."""

    template = "NULLIF(%(expressions)s, '')"

    def __init__(self, expression: Any, **extra: Any) -> None:
        super().__init__(expression, output_field=models.TextField(), **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, template=f'({self.template} COLLATE "C")', **context)


class Truth(Func):
    """A condition made two-valued: unknown counts as no, so that `not` is an exact complement."""

    template = "COALESCE(%(expressions)s, FALSE)"
    conditional = True

    def __init__(self, condition: Any, **extra: Any) -> None:
        super().__init__(condition, output_field=models.BooleanField(), **extra)


class Not(Func):
    template = "NOT %(expressions)s"
    conditional = True

    def __init__(self, condition: Any, **extra: Any) -> None:
        super().__init__(condition, output_field=models.BooleanField(), **extra)


class All(Func):
    """Every condition holds; of none, true."""

    template = "(%(expressions)s)"
    arg_joiner = " AND "
    conditional = True

    def __init__(self, *conditions: Any, **extra: Any) -> None:
        super().__init__(*conditions, output_field=models.BooleanField(), **extra)


class Any_(All):  # noqa: N801  # beside All; `Any` is typing's
    arg_joiner = " OR "


class Always(Func):
    template = "(1 = %(one)s)"
    conditional = True

    def __init__(self, value: bool = True, **extra: Any) -> None:  # noqa: FBT001, FBT002  # reads as Always(False)
        super().__init__(output_field=models.BooleanField(), one="1" if value else "0", **extra)


class RowAfter(Func):
    """Row-value comparison for keyset paging: (key, id) > (value, id)."""

    conditional = True

    def __init__(self, operator: str, key: Any, pk: Any, value: Any, last: Any, **extra: Any) -> None:
        super().__init__(key, pk, value, last, output_field=models.BooleanField(), operator=operator, **extra)

    @override
    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> Any:
        parts, params = [], []
        for expression in self.source_expressions:
            sql, bound = compiler.compile(expression)
            parts.append(sql)
            params.extend(bound)
        left, pk, value, last = parts
        return f"({left}, {pk}) {self.extra['operator']} ({value}, {last})", params


class In(Func):
    """Membership in a subquery or among bound values."""

    conditional = True
    template = "(%(expressions)s)"
    arg_joiner = " IN "

    def __init__(self, expression: Any, subquery: Any, **extra: Any) -> None:
        super().__init__(expression, subquery, output_field=models.BooleanField(), **extra)


class Among(Func):
    """Membership among ids that come as one bound JSON list: one statement for any number of them."""

    conditional = True

    def __init__(self, expression: Any, ids: Any, **extra: Any) -> None:
        super().__init__(expression, ids, output_field=models.BooleanField(), **extra)

    @override
    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> Any:
        return self._among(compiler, "IN (SELECT value FROM json_each(", "))")

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        # An array, worked out once: of a subquery PostgreSQL would guess the size, and read the table through
        # for the sake of its order.
        source = "= ANY(ARRAY(SELECT value::bigint FROM jsonb_array_elements_text("
        return self._among(compiler, source, "::jsonb)))")

    def _among(self, compiler: Any, before: str, after: str) -> tuple[str, list[Any]]:
        (column, one), (ids, two) = (compiler.compile(part) for part in self.source_expressions)
        return f"({column} {before}{ids}{after})", [*one, *two]

    @staticmethod
    def listed(ids: Iterable[int]) -> str:
        """The ids as they are bound; a number that is none of a row would be an error, so it is left out."""
        return f"[{','.join([str(pk) for pk in ids if 0 < pk < TOO_LARGE])}]"


class AmongTexts(Among):
    """The same among texts, such as addresses or names."""

    @override
    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        source = "= ANY(ARRAY(SELECT value FROM jsonb_array_elements_text("
        return self._among(compiler, source, "::jsonb)))")

    @staticmethod
    @override
    def listed(ids: Iterable[Any]) -> str:
        return json.dumps(list(ids))


class AmongNumbers(Among):
    """The same among any whole numbers, not ids alone."""

    @staticmethod
    @override
    def listed(ids: Iterable[int]) -> str:
        return json.dumps([one for one in ids if -TOO_LARGE <= one < TOO_LARGE])


class CustomPath(Func):
    """A custom field's value; one spelling for index, filter and sort, so that the index is used."""

    CASTS = {"int": "bigint", "text": "", "bool": "bigint"}

    def __init__(self, custom: Combinable | str, key: str, primitive: str, **extra: Any) -> None:
        self.key, self.primitive = key, primitive
        field: models.Field[Any, Any] = models.BigIntegerField() if primitive == "int" else models.TextField()
        super().__init__(F(custom) if isinstance(custom, str) else custom, output_field=field, **extra)

    @override
    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> Any:
        source, params = compiler.compile(self.source_expressions[0])
        return f"JSON_EXTRACT({source}, '$.\"{self.key}\"')", list(params)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        source, params = compiler.compile(self.source_expressions[0])
        cast = self.CASTS[self.primitive]
        text = f"({source} ->> '{self.key}')"
        return (f"({text}::{cast})" if cast else f'({text} COLLATE "C")'), list(params)

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from typing_extensions import override

from trato.kernel.numbers import parse_decimal, parse_integer
from trato.records.errors import FilterError, Invalid
from trato.records.fields.base import ORDER, Bound, Field
from trato.records.fields.range import RangeMixin
from trato.records.stores import DECIMAL_SCALE, ColumnStore, decode

if TYPE_CHECKING:
    from trato.records.values import Context

LARGEST = 2**63 - 1
_DIGITS = re.compile(r"(?:[A-Z]{0,2}[$€£¥])?-?[\d.]+€?")
#: Thousands after a comma, as nobody writes a number.
_ZEROS = re.compile(r"0\d\d(?!\d)")
_GROUP = re.compile(r",(?=\d{3}(?!\d))")


def is_parted(operator: str, values: list[Any]) -> bool:
    """Whether one number was meant, whose comma parts alternatives: 10,000."""
    if len(values) == 1 or not all(_DIGITS.fullmatch(one) for one in values):
        return False
    return operator not in {":", "=", "!="} or any(_ZEROS.match(one) for one in values[1:])


class NumberField(RangeMixin, Field):
    """What integers and decimals share."""

    component: ClassVar[str] = "number"
    operators: ClassVar[tuple[str, ...]] = ORDER
    numeric: ClassVar[bool] = True

    @override
    def words(self, value: Any) -> tuple[str, ...]:
        return ()

    @override
    def bind(self, operator: str, values: list[Any], context: Context) -> Bound:
        if is_parted(operator, values):
            text = ",".join(values)
            said = {"text": text, "meant": _GROUP.sub("", text).replace(",", ".")}
            raise FilterError(_("In a filter, “%(text)s” is written %(meant)s.") % said, field=self.name)
        return super().bind(operator, values, context)

    def edge(self, text: str, context: Context) -> Any:
        """One end of a range as a bound value."""
        return self.store.parameter(self.parse(text, context))

    @override
    def between(self, value: str, context: Context) -> tuple[Any, Any]:
        first, dots, last = (part.strip() for part in value.partition(".."))
        if not dots:
            edge = self.edge(first, context)
            return edge, edge
        return self.edge(first, context) if first else None, self.edge(last, context) if last else None


class IntegerField(NumberField):
    kind = "integer"
    primitives: ClassVar[tuple[str, ...]] = ("int",)

    @override
    def raw(self, parts: tuple[Any, ...]) -> int | None:
        return None if parts[0] is None else int(parts[0])

    @override
    def read(self, given: Any, context: Context) -> int:
        if isinstance(given, bool):
            raise Invalid(_("Expected a whole number."))
        number = given if isinstance(given, int) else _whole(given, context)
        if abs(number) > LARGEST:
            raise Invalid(_("That number is too large."))
        return number

    @override
    def schema(self) -> dict[str, Any]:
        return {"type": ["integer", "null"]}


class DecimalField(NumberField):
    """An exact number with at most six decimals."""

    kind = "decimal"
    primitives: ClassVar[tuple[str, ...]] = ("decimal",)
    MOST = Decimal(10) ** 12

    @property
    def places(self) -> int:
        store = getattr(self, "store", None)  # a field that is yet to be made is kept nowhere
        column = store.fields[0] if isinstance(store, ColumnStore) else None
        return int(getattr(column, "decimal_places", DECIMAL_SCALE))

    @override
    def load(self, parts: tuple[Any, ...]) -> Decimal | None:
        return None if parts[0] is None else _plain(Decimal(str(parts[0])))

    @override
    def raw(self, parts: tuple[Any, ...]) -> Decimal | None:
        if parts[0] is None:
            return None
        if isinstance(self.store, ColumnStore):
            return _plain(round(Decimal(str(parts[0])), self.places))
        return _plain(decode(parts[0], "decimal"))

    @override
    def read(self, given: Any, context: Context) -> Decimal:
        if isinstance(given, bool) or not isinstance(given, str | int | float | Decimal):
            raise Invalid(_("Expected a number."))
        number = (
            parse_decimal(given, *context.marks(given)) if isinstance(given, str) else Decimal(str(given))
        )
        if not number.is_finite() or abs(number) > self.MOST:
            raise Invalid(_("That number is too large."))
        return _plain(number.quantize(Decimal(1).scaleb(-self.places), ROUND_HALF_EVEN))

    @override
    def to_json(self, value: Decimal | None) -> str | None:
        return None if value is None else f"{value:f}"

    @override
    def from_json(self, given: Any) -> Decimal | None:
        return None if given is None else Decimal(given)

    @override
    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "pattern": r"^-?\d+(\.\d+)?$"}


def _whole(given: Any, context: Context) -> int:
    text = given if isinstance(given, str) else str(given)
    return parse_integer(text, *context.marks(text))


def _plain(number: Decimal) -> Decimal:
    """Without an exponent and without trailing zeros, so that equal numbers look equal."""
    number = number.normalize()
    return number.quantize(Decimal(1)) if number.as_tuple().exponent > 0 else number  # type: ignore[operator]


class BooleanField(Field):
    """Yes or no; an empty custom one counts as unknown."""

    kind = "boolean"
    component: ClassVar[str] = "boolean"
    primitives: ClassVar[tuple[str, ...]] = ("bool",)
    groupable: ClassVar[bool] = True
    YES = frozenset({"true", "yes", "y", "1", "on", "sí", "si", "是", "x", "✓"})
    NO = frozenset({"false", "no", "n", "0", "off", "否"})

    @override
    def raw(self, parts: tuple[Any, ...]) -> bool | None:
        return None if parts[0] is None else bool(parts[0])

    @override
    def read(self, given: Any, context: Context) -> bool:
        if isinstance(given, bool):
            return given
        word = str(given).strip().casefold()
        if word in self.YES:
            return True
        if word in self.NO:
            return False
        raise Invalid(_("Expected yes or no."))

    @override
    def bind_one(self, operator: str, value: Any, context: Context) -> Bound:
        try:
            return super().bind_one("=", value, context)
        except Invalid as error:
            raise FilterError(error.sentence, field=self.name) from None

    @override
    def to_cell(self, value: bool | None) -> str:
        return "" if value is None else ("yes" if value else "no")

    @override
    def words(self, value: Any) -> tuple[str, ...]:
        return ()

    @override
    def schema(self) -> dict[str, Any]:
        return {"type": ["boolean", "null"]}

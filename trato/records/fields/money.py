from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from typing_extensions import override

from trato.kernel.money import Money, is_currency, parse_money
from trato.records.errors import Invalid
from trato.records.fields.base import ORDER
from trato.records.fields.number import LARGEST, NumberField

if TYPE_CHECKING:
    from trato.records.values import Context


class MoneyField(NumberField):
    """An amount in one currency, kept in its minor units."""

    kind = "money"
    component: ClassVar[str] = "money"
    primitives: ClassVar[tuple[str, ...]] = ("int", "text")
    operators: ClassVar[tuple[str, ...]] = ORDER

    @override
    def load(self, parts: tuple[Any, ...]) -> Money | None:
        minor, currency = parts
        return None if minor is None else Money(int(minor), currency)

    @override
    def dump(self, value: Money | None) -> tuple[Any, ...]:
        return (None, "") if value is None else (value.minor, value.currency)

    @override
    def magnitude(self, value: Money) -> int:
        return value.minor

    @override
    def read(self, given: Any, context: Context) -> Money:
        currency = context.currency
        if isinstance(given, Money):
            return given
        if isinstance(given, dict):
            currency = str(given.get("currency") or currency)
            if not is_currency(currency):
                raise Invalid(
                    _("“%(code)s” is not a currency; write its three letters, such as EUR.")
                    % {"code": currency}
                )
            given = given.get("amount", given.get("value"))
        if isinstance(given, bool) or not isinstance(given, str | int | float):
            raise Invalid(_("Expected an amount."))
        marks = context.marks(given) if isinstance(given, str) else (".", None)
        money = parse_money(str(given), currency, *marks)
        if abs(money.minor) > LARGEST:
            raise Invalid(_("That amount is too large."))
        return money

    @override
    def edge(self, text: str, context: Context) -> int:
        money = self.parse(text, context)
        return int(money.minor)

    @override
    def to_json(self, value: Money | None) -> str | None:
        return None if value is None else value.as_text()

    @override
    def to_cell(self, value: Money | None) -> str:
        return "" if value is None else value.as_text()

    @override
    def to_text(self, value: Money | None) -> str:
        return "" if value is None else f"{value.as_text()} {value.currency}"

    @override
    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "pattern": r"^-?\d+(\.\d+)?$"}

from __future__ import annotations

import json
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from typing_extensions import override

from trato.kernel.money import Money
from trato.kernel.numbers import parse_decimal
from trato.records.errors import Invalid
from trato.records.fields.base import Field
from trato.records.fields.listed import LineReader, read_lines
from trato.records.fields.money import MoneyField
from trato.records.lines import NOTHING, ONE, Line, Lines, currency_of, totals
from trato.records.values import Ref

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrPromise

    from trato.records.values import Context

MOST_LINES = 200
LONGEST_NAME, LONGEST_DESCRIPTION = 200, 1000
#: How much a quantity may be, in how many thousandths; and what a percentage may be.
MOST_QUANTITY, QUANTITY_PLACES = Decimal(10) ** 9, 3
MOST_PERCENT, PERCENT_PLACES = Decimal(100), 4
GIVEN = {"product", "name", "description", "quantity", "price", "currency", "discount", "tax"}
#: What a line says of itself; a program may send it back with what it read.
FOLLOWING = {"net", "tax_amount", "total"}


class LinesField(Field):
    """The lines of an offer, in their order and in one currency. The record keeps them as one value.

    `goods` is the type whose records a line may be taken from; `worth` the amount of the same record that is
    what the lines come to before tax, unless somebody set another. Emptied, it follows them again.
    """

    kind = "lines"
    component: ClassVar[str] = "lines"
    primitives: ClassVar[tuple[str, ...]] = ("json",)
    sortable: ClassVar[bool] = False
    operators: ClassVar[tuple[str, ...]] = ()

    def __init__(self, name: str, label: str | StrPromise, **options: Any) -> None:
        super().__init__(name, label, **options)
        self.goods = ""
        self.worth = ""

    @override
    def load(self, parts: tuple[Any, ...]) -> Lines:
        kept = json.loads(parts[0]) if isinstance(parts[0], str) else parts[0]
        return tuple(self._kept(one) for one in kept or ())

    @override
    def dump(self, value: Lines | None) -> tuple[Any, ...]:
        return ([_keep(line) for line in value or ()],)

    def _kept(self, one: Mapping[str, Any]) -> Line:
        product = one["product"]
        return Line(
            one["name"],
            None if product is None else Ref(self.goods, product["id"], product["label"]),
            one["description"],
            Decimal(one["quantity"]),
            None if one["price"] is None else Money(one["price"], one["currency"]),
            Decimal(one["discount"]),
            Decimal(one["tax"]),
        )

    @override
    def parse(self, given: Any, context: Context) -> Lines:
        return super().parse(given, context) or ()

    @override
    def read(self, given: Any, context: Context) -> Lines:
        lines = tuple(read_lines(self.name, given, MOST_LINES, partial(self._read, context)))
        currency = currency_of(lines)
        if any(line.price is not None and line.price.currency != currency for line in lines):
            raise Invalid(_("All lines must be in one currency."))
        totals(lines)
        return lines

    def _read(self, context: Context, given: Any, reader: LineReader) -> Line | None:
        line = given if isinstance(given, Line) else self._line(given, context, reader)
        if line is not None:
            totals((line,))
        return line

    def _line(self, given: Any, context: Context, reader: LineReader) -> Line | None:
        if not isinstance(given, dict) or given.keys() - GIVEN - FOLLOWING:
            raise Invalid(_("Expected an object with name, quantity, price, discount and tax."))
        product = reader.part("product", self._product, given.get("product"), context)
        name = reader.part("name", _text, given.get("name"), LONGEST_NAME)
        if not (name or product or reader.wrong):
            reader.refuse("name", _("A product or a name is needed."))
        read: dict[str, Any] = {
            "name": name or (product.label if product else ""),
            "product": product,
            "description": reader.part("description", _text, given.get("description"), LONGEST_DESCRIPTION),
            "quantity": reader.part("quantity", _quantity, given.get("quantity"), context),
            "price": reader.part("price", _price, given.get("price"), given.get("currency"), context),
            "discount": reader.part("discount", _percent, given.get("discount"), context),
            "tax": reader.part("tax", _percent, given.get("tax"), context),
        }
        return None if reader.wrong else Line(**read)

    def _product(self, given: Any, context: Context) -> Ref | None:
        from trato.records.resolve import resolve

        found = None if given is None or given == "" else resolve(self.goods, given, context)
        # A product that nobody knows yet is goods by its name alone.
        return None if found is None or found.is_pending else found

    @override
    def to_json(self, value: Lines | None) -> list[dict[str, Any]]:
        return [_described(line) for line in value or ()]

    @override
    def from_json(self, given: Any) -> Lines:
        return tuple(self._kept({**one, "price": _minor(one)}) for one in given or ())

    @override
    def to_cell(self, value: Lines | None) -> str:
        """In a file a product is known by its name: another workspace numbers its own."""
        named = [
            _described(line) | {"product": line.product.label if line.product else None}
            for line in value or ()
        ]
        return json.dumps(named, ensure_ascii=False) if named else ""

    @override
    def to_text(self, value: Lines | None) -> str:
        return ", ".join(f"{line.quantity:f} × {line.name}" for line in value or ())

    @override
    def words(self, value: Lines | None) -> tuple[str, ...]:
        return tuple(line.name for line in value or ())

    @override
    def schema(self) -> dict[str, Any]:
        decimal = {"type": ["string", "null"], "pattern": r"^-?\d+(\.\d+)?$"}
        product = {"anyOf": [{"$ref": "#/components/schemas/Link"}, {"type": "null"}]}
        texts = {name: {"type": "string"} for name in ("name", "description")}
        numbers = dict.fromkeys(
            ("quantity", "price", "discount", "tax", "net", "tax_amount", "total"), decimal
        )
        currency = {"currency": {"type": ["string", "null"]}}
        properties = {"product": product, **texts, **numbers, **currency}
        return {"type": "array", "items": {"type": "object", "properties": properties}}


def _keep(line: Line) -> dict[str, Any]:
    """A line as its column keeps it."""
    return {
        "product": None if line.product is None else {"id": line.product.id, "label": line.product.label},
        "name": line.name,
        "description": line.description,
        "quantity": f"{line.quantity:f}",
        "price": None if line.price is None else line.price.minor,
        "currency": None if line.price is None else line.price.currency,
        "discount": f"{line.discount:f}",
        "tax": f"{line.tax:f}",
    }


def _described(line: Line) -> dict[str, Any]:
    """A line as programs read it, with what follows."""
    amounts = {"price": line.price, "net": line.net, "tax_amount": line.tax_amount, "total": line.total}
    return _keep(line) | {name: None if one is None else one.as_text() for name, one in amounts.items()}


def _minor(one: Mapping[str, Any]) -> int | None:
    return None if one["price"] is None else Money.of(one["price"], one["currency"]).minor


def _text(given: Any, longest: int) -> str:
    if given is None:
        return ""
    if not isinstance(given, str):
        raise Invalid(_("Expected text."))
    text = given.replace("\x00", "").strip()
    if len(text) > longest:
        raise Invalid(_("A text must not be longer than %(length)s characters.") % {"length": longest})
    return text


def _quantity(given: Any, context: Context) -> Decimal:
    quantity = _number(given, ONE, MOST_QUANTITY, QUANTITY_PLACES, context)
    if quantity <= 0:
        raise Invalid(_("The quantity must be above zero."))
    return quantity


def _percent(given: Any, context: Context) -> Decimal:
    return _number(given, NOTHING, MOST_PERCENT, PERCENT_PLACES, context)


def _number(given: Any, default: Decimal, most: Decimal, places: int, context: Context) -> Decimal:
    """A number that is not negative. Raises Invalid."""
    if given is None or (isinstance(given, str) and not given.strip()):
        return default
    if isinstance(given, bool) or not isinstance(given, str | int | float | Decimal):
        raise Invalid(_("Expected a number."))
    number = parse_decimal(given, *context.marks(given)) if isinstance(given, str) else Decimal(str(given))
    if not number.is_finite() or not 0 <= number <= most:
        raise Invalid(_("Expected a number from 0 to %(most)s.") % {"most": f"{most:f}"})
    if number != round(number, places):
        raise Invalid(_("No more than %(places)s decimals here.") % {"places": places})
    return Decimal(f"{number.normalize():f}")


def _price(given: Any, currency: Any, context: Context) -> Money | None:
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    if not isinstance(given, Money | dict):
        given = {"amount": given, "currency": currency}
    price = MoneyField("price", "").read(given, context)
    if price.minor < 0:
        raise Invalid(_("A price must not be negative."))
    return price

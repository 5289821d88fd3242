"""A deal's lines: prices from the catalog, the products that follow from them, and the value."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.kernel.text import fold
from trato.records import rates, rows, snapshot
from trato.records.errors import Invalid, InvalidLine, RecordError
from trato.records.lines import ONE, Line, currency_of, worth
from trato.records.resolve import resolve
from trato.records.values import Ref
from trato.sales.models import Deal, DealLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.kernel.money import Money
    from trato.records.touched import Touched
    from trato.records.values import Context

PRODUCTS = "products"


def price_lines(given: dict[str, Any], context: Context, deal: Deal | None) -> Any:
    """Give lines of a product that say nothing of a price the catalog's, in the deal's currency.

    Raises Invalid where that price is in a currency without a rate. A price of null stays none.
    """
    lines = given["lines"]
    if not isinstance(lines, list):
        return lines
    currency = _currency(given, lines, deal)
    return [_priced(number, one, currency, context) for number, one in enumerate(lines, 1)]


def _currency(given: dict[str, Any], lines: list[Any], deal: Deal | None) -> str:
    """The deal's currency: its lines', else its value's, else the workspace's."""
    named = [one.get("currency") for one in lines if isinstance(one, dict) and one.get("price")]
    value = given.get("value", deal.value if deal is not None and deal.is_valued else None)
    of_value = value.get("currency") if isinstance(value, dict) else getattr(value, "currency", "")
    found = [*named, of_value, currency_of(_lines_of(deal)) if deal is not None else ""]
    return next((str(one) for one in found if one), snapshot.current().workspace.currency)


def _lines_of(deal: Deal) -> tuple[Line, ...]:
    from trato.records.registry import registry

    lines: tuple[Line, ...] = registry.get("deals").fields["lines"].get(deal)
    return lines


def _priced(number: int, one: Any, currency: str, context: Context) -> Any:
    if not isinstance(one, dict) or not one.get("product"):
        return one
    if "price" in one:
        return one if one.get("currency") else {**one, "currency": currency}
    try:
        product = resolve(PRODUCTS, one["product"], context)
        price = catalog_price(context, product.id or 0, currency)
    except RecordError as error:
        raise InvalidLine(number, error.sentence, field="lines", part="price") from None
    written = {} if price is None else {"price": price.as_text(), "currency": price.currency}
    return {**one, "product": {"id": product.id, "label": product.label}, **written}


def catalog_price(context: Context, product: int, currency: str) -> Money | None:
    """What a product costs in this currency today; None if it has no price. Raises Invalid without a rate."""
    price: Money | None = rows.one(context.actor, PRODUCTS, product, columns=("price",))["price"]
    if price is None or price.currency == currency:
        return price
    try:
        return rates.convert(price, currency, context.today)
    except rates.NoRate as error:
        raise Invalid(
            _("Its price is %(price)s %(currency)s. %(problem)s Type the price.")
            % {"price": price.as_text(), "currency": price.currency, "problem": error.sentence}
        ) from None


def match_products(batch: Sequence[Touched]) -> None:
    """Products follow the lines; products that come by themselves, as from an import, make lines of one."""
    moving = [touched for touched in batch if not touched.is_inverse]
    by_products = []
    for touched in moving:
        if "lines" in touched.dirty & touched.after.keys():
            _products_from_lines(touched)
        elif "products" in touched.dirty & touched.after.keys():
            by_products.append(touched)
    labels = _labels(by_products)
    for touched in by_products:
        _lines_from_products(touched, labels)


def _labels(batch: Sequence[Touched]) -> dict[int, str]:
    """What products that come without a name are called: one query, however many deals."""
    refs = [ref for touched in batch for ref in touched.value("products")]
    wanted = {ref.id for ref in refs if ref.id is not None and not ref.label}
    return rows.titles(PRODUCTS, wanted) if wanted else {}


def _products_from_lines(touched: Touched) -> None:
    held = dict.fromkeys(line.product for line in touched.value("lines") if line.product is not None)
    waiting = [ref for ref in touched.value("products") if ref.is_pending]
    products = (*held, *waiting)
    if touched.value("products") != products:
        touched.set("products", products)


def _lines_from_products(touched: Touched, labels: dict[int, str]) -> None:
    """Lines of products that are not meant any more go, or wait by their name; new products get a line."""
    products = touched.value("products")
    meant = {ref.id for ref in products if ref.id is not None}
    waiting = {fold(ref.text) for ref in products if ref.is_pending}
    lines = [_loosened(line, meant, waiting) for line in touched.value("lines")]
    kept = [line for line in lines if line is not None]
    there = {line.product.id for line in kept if line.product is not None}
    for ref in products:
        if ref.id is not None and ref.id not in there:
            _take_in(kept, Ref(PRODUCTS, ref.id, ref.label or labels.get(ref.id, "")))
    if tuple(kept) != touched.value("lines"):
        touched.set("lines", tuple(kept))


def _loosened(line: Line, meant: set[int], waiting: set[str]) -> Line | None:
    """The line as it stands; without its product while that waits; None if the product was taken out."""
    if line.product is None or line.product.id in meant:
        return line
    return replace(line, product=None) if fold(line.product.label) in waiting else None


def _take_in(lines: list[Line], product: Ref) -> None:
    """Give a product to the line that waits for it by name, else a line of its own."""
    for place, line in enumerate(lines):
        if line.product is None and fold(line.name) == fold(product.label):
            lines[place] = replace(line, product=product)
            return
    lines.append(Line(product.label or f"{PRODUCTS} {product.id}", product))


def value_deals(batch: Sequence[Touched]) -> None:
    """A deal whose value nobody has typed is worth what its lines come to, once all of them have a price.

    Typing just what they come to is no value of one's own. What takes the place of a typed value is no mere
    consequence: an undo brings the typed one back.
    """
    for touched in batch:
        value = worth(touched.value("lines"))
        is_given = "value" in touched.dirty & touched.after.keys() and not touched.is_inverse
        if is_given:
            touched.set("is_valued", touched.value("value") not in {None, value})
            touched.derived -= {"value", "is_valued"}
        if not touched.record.is_valued and touched.value("value") != value:
            touched.set("value", value)
            touched.derived |= set() if is_given else {"value"}


def keep_goods(batch: Sequence[Touched]) -> None:
    """Keep beside each product of a deal how much of it the lines hold, and for how much."""
    wanted = {touched.id: _goods(touched.value("lines")) for touched in batch if _moves_goods(touched)}
    if not wanted:
        return
    changed = []
    row: Any
    for row in DealLine._base_manager.filter(deal_id__in=list(wanted)):
        quantity, net = wanted[row.deal_id].get(row.product_id, (ONE, None))
        if (row.quantity, row.net) != (quantity, net):
            row.quantity, row.net = quantity, net
            changed.append(row)
    DealLine._base_manager.bulk_update(changed, ["quantity", "net_minor", "net_currency"], batch_size=200)


def _moves_goods(touched: Touched) -> bool:
    return bool(touched.dirty & {"lines", "products"}) and bool(touched.value("lines"))


def _goods(lines: Sequence[Line]) -> dict[int, tuple[Decimal, Money | None]]:
    found: dict[int, tuple[Decimal, Money | None]] = {}
    for line in lines:
        if line.product is not None and line.product.id is not None:
            quantity, net = found.get(line.product.id, (Decimal(0), None))
            own = line.net
            found[line.product.id] = (
                quantity + line.quantity,
                own if net is None else net if own is None else net + own,
            )
    return found

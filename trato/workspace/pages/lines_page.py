"""The editor of a record's lines: plain texts for the controls, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access, rows, snapshot
from trato.records.errors import InvalidFields, InvalidLine
from trato.records.fields.lines import LinesField
from trato.records.lines import Line, currency_of, totals, worth
from trato.records.registry import registry
from trato.workspace import controls
from trato.workspace.numbers import localized
from trato.workspace.reader import capitalized, formats_for, record_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trato.accounts.actor import Actor
    from trato.kernel.money import Money
    from trato.records.errors import RecordError
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.rows import Row
    from trato.web.formats import Formats
    from trato.workspace.pages.table_page import TablePage

#: Names of goods that a line offers at once; others are found by their whole name.
MOST_OFFERED = 300
#: The empty line at the end.
FRESH = "new"
NUMBERS = ("quantity", "price", "discount", "tax")
#: The parts of a line that tell what is wrong with them, in the order of their controls.
TOLD = ("name", "description", *NUMBERS)


@dataclass
class LinesPage:
    """What the editor's template shows."""

    url: str
    record_url: str
    title: str
    icon: str
    label: str
    rows: list[dict[str, str]] = field(default_factory=list)
    fresh: dict[str, str] = field(default_factory=dict)
    sums: list[tuple[str, str]] = field(default_factory=list)
    is_whole: bool = True
    currency: str = ""
    currencies: tuple[str, ...] = ()
    offered: list[tuple[str, str]] = field(default_factory=list)
    was: str = ""
    error: str = ""
    #: What is wrong with single parts of lines, by the name of the control.
    wrong: dict[str, str] = field(default_factory=dict)
    #: Whether the record is this person's to change, and whether its lines are.
    may_change: bool = False
    may_edit: bool = False
    #: Lines whose price the catalog has just filled in.
    filled: list[dict[str, str]] = field(default_factory=list)
    #: An amount that somebody set, where another would follow from the lines; and whether one may let it.
    amount: Money | None = None
    amount_label: str = ""
    amount_was: str = ""
    may_follow: bool = False
    #: That it is not what the lines come to.
    differs: str = ""

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """The columns of numbers, with their labels."""
        labels = (_("Quantity"), _("Price"), _("Discount") + " %", _("Tax") + " %")
        return list(zip(NUMBERS, labels, strict=True))

    def control_of(self, key: str, part: str) -> str:
        """The control that tells what is wrong with a part of a line, or with the line as a whole."""
        return f"{part if part in TOLD else TOLD[0]}-{key}"


def lines_field(actor: Actor, record_type: RecordType) -> LinesField | None:
    """The type's lines, if it has any that this person may know."""
    known = access.readable_fields(actor, record_type).values()
    return next((one for one in known if isinstance(one, LinesField)), None)


def lines_page(actor: Actor, record_type: RecordType, row: Row, shown: LinesField) -> LinesPage:
    """The lines as they are."""
    lines = row[shown.name]
    page = bare_page(actor, record_type, row, shown)
    page.currency = currency_of(lines) or _currency(record_type, row)
    page.currencies = tuple(dict.fromkeys((page.currency, *snapshot.current().currencies)))
    formats = formats_for(actor)
    page.rows = [described(f"l{place}", line, formats) for place, line in enumerate(lines)]
    _find_set(page, actor, record_type, row, shown)
    add_up(page, lines, formats)
    page.was = controls.digest(shown.to_json(lines))
    if page.may_edit:
        page.offered = _offered(actor, shown, formats)
    return page


def bare_page(actor: Actor, record_type: RecordType, row: Row, shown: Field) -> LinesPage:
    title = str(row.get(record_type.title) or f"{capitalized(record_type.label)} {row.id}")
    url = record_url(record_type.key, row.id)
    page = LinesPage(f"{url}/lines", url, title, record_type.icon, capitalized(shown.label))
    page.may_change = bool(access.reached_ids(actor, record_type, [row.id], Right.EDIT)) and not _is_binned(
        record_type, row.id
    )
    page.may_edit = page.may_change and access.may_write(actor, record_type, shown.name)
    page.fresh = blank(FRESH)
    return page


def _is_binned(record_type: RecordType, pk: int) -> bool:
    kept = record_type.model._base_manager.filter(pk=pk)
    return record_type.is_archivable and kept.filter(archived_at__isnull=False).exists()


def _currency(record_type: RecordType, row: Row) -> str:
    """What new prices are in: the currency of the record's first amount, else the workspace's."""
    amounts = (row.get(name) for name, one in record_type.fields.items() if one.kind == "money")
    known = next((one.currency for one in amounts if one is not None), "")
    return known or snapshot.current().workspace.currency


def described(key: str, line: Line, formats: Formats) -> dict[str, str]:
    """A line as its controls show it."""
    told = {"total": line.total, "net": line.net, "price_told": line.price}
    return plain(line) | {name: money(formats, one) for name, one in told.items()} | {"key": key}


def plain(line: Line) -> dict[str, str]:
    product = line.product
    return {
        "product": "" if product is None else str(product.id),
        "name": line.name,
        "description": line.description,
        "quantity": localized(f"{line.quantity:f}"),
        "price": "" if line.price is None else localized(line.price.as_text()),
        "discount": localized(f"{line.discount:f}") if line.discount else "",
        "tax": localized(f"{line.tax:f}") if line.tax else "",
    }


def slots(keys: Iterable[str]) -> list[str]:
    """The names of the controls of these lines, each with a place for what is wrong with it."""
    return [f"{name}-{key}" for key in keys for name in TOLD]


def mark(page: LinesPage | TablePage, error: RecordError, keys: Sequence[str]) -> None:
    """Say what is wrong, each thing at its control and the rest below the lines."""
    for one in error.problems if isinstance(error, InvalidFields) else [error]:
        if isinstance(one, InvalidLine) and one.number <= len(keys):
            control = page.control_of(keys[one.number - 1], one.part)
            page.wrong[control] = page.wrong.get(control) or str(one.problem)
        else:
            page.error = page.error or str(one.sentence)


def blank(key: str) -> dict[str, str]:
    names = ("product", "name", "description", "price", "discount", "tax", "total", "net")
    return dict.fromkeys(names, "") | {"key": key, "quantity": "1"}


def add_up(page: LinesPage, lines: Sequence[Line], formats: Formats) -> None:
    """What lines cost, less a discount, the tax and the total, as far as they have prices; what differs."""
    found = totals(lines)
    page.is_whole = found.is_whole or not lines
    taken = None if found.discount is None else -found.discount
    sums = {"subtotal": found.subtotal, "discount": taken, "tax": found.tax, "total": found.total}
    page.sums = [(name, money(formats, one)) for name, one in sums.items()]
    page.differs = _differing(page, lines, formats)


def _find_set(page: LinesPage, actor: Actor, record_type: RecordType, row: Row, shown: LinesField) -> None:
    """The amount that would follow the lines, had nobody set another, as far as this person may know it."""
    amount = access.readable_fields(actor, record_type).get(shown.worth)
    found = None if amount is None else row.get(amount.name)
    if amount is None or found in {None, worth(row[shown.name])}:
        return
    page.amount, page.amount_label = found, capitalized(amount.label)
    page.amount_was = controls.digest(amount.to_json(found))
    page.may_follow = page.may_change and access.may_write(actor, record_type, amount.name)


def _differing(page: LinesPage, lines: Sequence[Line], formats: Formats) -> str:
    comes_to = worth(lines)
    if page.amount is None or comes_to in {None, page.amount}:
        return ""
    told = {
        "field": page.amount_label,
        "amount": money(formats, page.amount),
        "sum": money(formats, comes_to),
    }
    if any(line.tax for line in lines):
        return _("%(field)s was set to %(amount)s; the line items come to %(sum)s before tax.") % told
    return _("%(field)s was set to %(amount)s; the line items come to %(sum)s.") % told


def money(formats: Formats, amount: Money | None) -> str:
    return "" if amount is None else formats.money(amount.minor, amount.currency)


def _offered(actor: Actor, shown: LinesField, formats: Formats) -> list[tuple[str, str]]:
    """Names of goods with their prices."""
    if not registry.knows(shown.goods) or not access.may(actor, registry.get(shown.goods), Right.READ):
        return []
    goods = registry.get(shown.goods)
    known = access.readable_fields(actor, goods)
    price = next((name for name, one in known.items() if one.kind == "money"), "")
    columns = [goods.title, *([price] if price else [])]
    found: Any = rows.read(actor, goods.key, columns=columns, sort=goods.title, limit=MOST_OFFERED).rows
    return [(str(one[goods.title] or ""), money(formats, one[price]) if price else "") for one in found]

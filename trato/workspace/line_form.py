"""What the editor of lines sent, as the field of lines reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trato.kernel.errors import Unreadable
from trato.kernel.money import Money, is_currency
from trato.records import rows
from trato.records.filters import Term
from trato.records.registry import registry
from trato.records.values import Quoted
from trato.workspace.numbers import typed
from trato.workspace.pages.lines_page import blank, plain
from trato.workspace.pages.table_page import ordered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from trato.accounts.actor import Actor
    from trato.records.fields.lines import LinesField
    from trato.records.lines import Line
    from trato.records.record_type import RecordType

NAMES = ("product", "name", "description", "quantity", "price", "discount", "tax")


class LineForm:
    """The lines that were sent, in their order; without scripts, one of them moved or taken out."""

    def __init__(
        self,
        data: QueryDict,
        actor: Actor,
        record_type: RecordType,
        shown: LinesField,
        lines: Sequence[Line],
    ) -> None:
        self.data, self.actor, self.record_type, self.shown = data, actor, record_type, shown
        self.currency = data.get("currency", "")
        self.kept = {f"l{place}": line for place, line in enumerate(lines)}
        #: What lines were called when they were sent, where they are called otherwise now.
        self.names: dict[str, str] = {}
        self.sent_keys = ordered(data)
        self.keys = [key for key in self.sent_keys if not self._is_blank(key)]

    def sent(self, key: str, name: str) -> str:
        return self.data.get(f"{name}-{self.names.get(key, key)}", "").replace("\x00", "").strip()

    def _is_blank(self, key: str) -> bool:
        """Whether it says no more than the empty line at the end."""
        fresh = blank(key)
        return all(self.sent(key, name) in {"", fresh[name]} for name in NAMES)

    def rename(self) -> None:
        """Give new lines keys of their own: the next new ones, here or in the browser, are others."""
        renamed = [key if key in self.kept else f"s{place}" for place, key in enumerate(self.keys)]
        self.names = dict(zip(renamed, self.keys, strict=True))
        self.keys = renamed

    def plain_rows(self) -> list[dict[str, str]]:
        """What was sent, to be shown again."""
        return [blank(key) | {name: self.sent(key, name) for name in NAMES} for key in self.keys]

    def given(self) -> list[dict[str, Any]]:
        """The lines as the field reads them. What nobody touched stays the very value that it was."""
        goods = self._goods()
        return [self._line(key, goods) for key in self.keys]

    def _line(self, key: str, goods: dict[str, int]) -> dict[str, Any]:
        kept = self.kept.get(key)
        before = plain(kept) if kept is not None else {}
        given: dict[str, Any] = {"name": self.sent(key, "name"), "description": self.sent(key, "description")}
        for name in ("quantity", "discount", "tax"):
            sent = self.sent(key, name)
            given[name] = getattr(kept, name) if kept is not None and sent == before[name] else typed(sent)
        product = self._product(key, before, goods)
        if product:
            given["product"] = product
        price = self.sent(key, "price")
        if price or str(product) == self.sent(key, "product") or not product:
            given |= {"price": self._price(kept, before, price), "currency": self.currency or None}
        return given

    def _price(self, kept: Line | None, before: dict[str, str], price: str) -> Any:
        """The price as text, or the very amount where its text is what it was."""
        if not price:
            return None
        if kept is not None and kept.price is not None and price == before["price"]:
            currency = self.currency if is_currency(self.currency) else kept.price.currency
            try:
                return Money.of(kept.price.as_text(), currency)
            except Unreadable:
                return typed(price)
        return typed(price)

    def _product(self, key: str, before: dict[str, str], goods: dict[str, int]) -> int | None:
        """The line keeps its product while it keeps its name; another name may be another product's."""
        name, sent = self.sent(key, "name"), self.sent(key, "product")
        number = int(sent) if sent.isdecimal() and len(sent) < 19 else None
        if not name or (before and name == before["name"]):
            return number
        return goods.get(name)

    def _goods(self) -> dict[str, int]:
        """The products that are called like new names of lines: one query, however many lines."""
        names = {self.sent(key, "name") for key in self.keys}
        names -= {line.name for line in self.kept.values()} | {""}
        if not names or not registry.knows(self.shown.goods):
            return {}
        goods = registry.get(self.shown.goods)
        asked = Term((goods.title,), "=", tuple(Quoted(name) for name in sorted(names)))
        found: dict[str, int] = {}
        for row in rows.read(self.actor, goods.key, columns=(goods.title,), filter=asked, sort="id").rows:
            found.setdefault(str(row[goods.title]), row.id)
        return found

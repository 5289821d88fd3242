"""Comparison for values on a line: numbers, money, dates."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.records.errors import FilterError, Invalid
from trato.records.expressions import All, Always, Condition, IsNull, Not
from trato.records.fields.base import Bound
from trato.records.stores import ColumnStore

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

    from trato.records.expressions import Slots
    from trato.records.values import Context


class RangeMixin(ABC):
    """`field>=10k`, `field:10k..20k`; a kind says where a word begins and ends on its line."""

    label: Any
    name: str

    @property
    def is_always_set(self) -> bool:
        store = self.store  # type: ignore[attr-defined]  # of the Field
        return isinstance(store, ColumnStore) and store.is_always_set

    @abstractmethod
    def between(self, value: str, context: Context) -> tuple[Any, Any]:
        """The first and last value that a word stands for; None where the range is open."""

    def bind_one(self, operator: str, value: Any, context: Context) -> Bound:
        try:
            first, last = self.between(str(value), context)
        except Invalid as error:
            raise FilterError(error.sentence, field=self.name) from None
        if operator in {":", "="}:
            if first == last and first is not None:
                return Bound(("compare", "="), (first,))
            edges = [(">=", first), ("<=", last)]
        elif ".." in str(value):
            raise FilterError(
                _("%(field)s: a range goes with “:” alone.") % {"field": self.label}, field=self.name
            )
        else:  # greater than a period means after its end, at least means from its start
            edges = [(operator, {">": last, "<=": last, ">=": first, "<": first}[operator])]
        known = [(sign, edge) for sign, edge in edges if edge is not None]
        return Bound(("edges", tuple(sign for sign, _edge in known)), tuple(edge for _sign, edge in known))

    def build_one(self, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
        column = self.line(prefix)
        if form[0] == "compare":
            return Condition(form[1], column, slots.next())
        if not form[1]:
            return Not(IsNull(column)) if form[0] == "edges" else Always(value=True)
        return All(*[Condition(sign, column, slots.next()) for sign in form[1]])

    def line(self, prefix: str) -> Combinable:
        """The expression that is compared."""
        expressions: tuple[Combinable, ...] = self.expressions(prefix)  # type: ignore[attr-defined]  # of the Field
        return expressions[0]

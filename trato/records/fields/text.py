from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from typing_extensions import override

from trato.kernel.html import clean_html, plain_text
from trato.kernel.mentions import spoken
from trato.kernel.text import fold, sort_key
from trato.kernel.urls import normalize_url
from trato.records.errors import Invalid
from trato.records.expressions import Condition, Contains, Holds, IsNull
from trato.records.fields.base import Bound, Field
from trato.records.stores import ColumnStore

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db import models

    from trato.records.expressions import Slots
    from trato.records.values import Context


class TextField(Field):
    """A line of text."""

    kind = "text"
    sorts_by_key = True

    @property
    def has_key(self) -> bool:
        """Whether a stored sort key stands beside the text."""
        return self.store.search_expression("")[1]

    @cached_property
    def _column(self) -> str:
        """The only column that holds it, where nothing but that says what it is."""
        is_plain = isinstance(self.store, ColumnStore) and type(self).load is TextField.load
        return self.store.columns()[0] if is_plain else ""

    @override
    def get(self, record: models.Model) -> str | None:
        if not self._column:
            return super().get(record)  # type: ignore[no-any-return]  # what `load` says
        return getattr(record, self._column) or None

    @override
    def beginning(self, text: str) -> tuple[str, str]:
        return super().beginning(sort_key(text).partition("\x1f")[0] if self.has_key else text)

    @override
    def load(self, parts: tuple[Any, ...]) -> str | None:
        return parts[0] or None

    @override
    def dump(self, value: str | None) -> tuple[Any, ...]:
        empty = "" if isinstance(self.store, ColumnStore) and not self.store.fields[0].null else None
        return (value or empty,)

    @override
    def read(self, given: Any, context: Context) -> str:
        if isinstance(given, bool) or not isinstance(given, str | int | float):
            raise Invalid(_("Expected text."))
        return self.clean(str(given).replace("\x00", ""))

    def clean(self, text: str) -> str:
        return text.strip()

    @override
    def bind_one(self, operator: str, value: Any, context: Context) -> Bound:
        text = str(value)
        if operator == ":":
            return Bound(("contains",), (fold(text) if self.has_key else Holds.pattern(text),))
        return Bound(("equals",), (sort_key(text) if self.has_key else text,))

    @override
    def build(self, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
        if form == ("null",):
            if self.has_key:
                return IsNull(self.sort_expression(prefix))
            return Condition("=", Coalesce(self.expressions(prefix)[0], Value("")), Value(""))
        return super().build(form, prefix, slots)

    @override
    def build_one(self, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
        expression, folded = self.store.search_expression(prefix)
        if form == ("contains",):
            return (Contains if folded else Holds)(expression, slots.next())
        return Condition("=", expression, slots.next())


class LongTextField(TextField):
    """Text of several lines, with the few marks that a note needs."""

    kind = "longtext"
    component: ClassVar[str] = "longtext"
    sorts_by_key = False
    sortable: ClassVar[bool] = False
    #: Whether `@` names people in it, by `Refine.of("body", names_people=True)`.
    names_people = False

    @override
    def parse(self, given: Any, context: Context) -> Any:
        return self._named(super().parse(given, context), context)

    @override
    def parse_again(self, given: Any, context: Context, record: Any) -> Any:
        before = self.get(record) if record is not None and self.names_people else None
        return self._named(super().parse(given, context), context, before)

    def _named(self, text: Any, context: Context, before: str | None = None) -> Any:
        if not self.names_people or not isinstance(text, str) or "@" not in text:
            return text
        from trato.records.people import name_people

        return name_people(text, context, before)

    @override
    def to_cell(self, value: str | None) -> str:
        return "" if value is None else spoken(value) if self.names_people else value

    @override
    def clean(self, text: str) -> str:
        return clean_html(text.strip()) if "<" in text else text.strip()

    @override
    def words(self, value: str | None) -> Iterable[str]:
        return () if value is None else (plain_text(spoken(value)),)


class UrlField(TextField):
    """A web address."""

    kind = "url"
    component: ClassVar[str] = "url"
    sorts_by_key = False
    sortable: ClassVar[bool] = False

    @override
    def clean(self, text: str) -> str:
        return normalize_url(text.strip())

    @override
    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "format": "uri"}

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery
from typing_extensions import override

from trato.records.fields.link import LinkField
from trato.records.values import Ref

if TYPE_CHECKING:
    from django.db import models
    from django.db.models.expressions import Combinable
    from django_stubs_ext import StrPromise

    from trato.records.stores import ThroughStore


class FirstField(LinkField):
    """The first of many links as one column: a user's primary team."""

    def __init__(self, name: str, label: str | StrPromise, *, many: ThroughStore, title: str) -> None:
        super().__init__(name, label, target=many.target, title=title)
        self.many = many
        self.editable = False

    def _first(self, prefix: str, column: str) -> Subquery:
        rows = self.many.holders().filter(**{self.many.record_column: OuterRef(f"{prefix}pk")})
        return Subquery(rows.order_by("position", "pk").values(column)[:1])

    @override
    def get(self, record: models.Model) -> Ref | None:
        targets = self.many.fetch([record.pk]).get(record.pk, [])
        return Ref(targets[0][0], targets[0][1]) if targets else None

    @override
    def expressions(self, prefix: str) -> tuple[Combinable, ...]:
        names = (self.many.target_column, f"{self.many.target_name}__{self.title}")
        return tuple(self._first(prefix, name) for name in names)

    @override
    def sort_expression(self, prefix: str) -> Combinable:
        return self._first(prefix, f"{self.many.target_name}__{self.title}_key")

    @override
    def words(self, value: Any) -> tuple[str, ...]:
        return ()

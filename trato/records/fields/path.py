from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from django.db.models import Case, When
from typing_extensions import override

from trato.records.fields.link import ViaField

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models.expressions import Combinable

    from trato.records.expressions import Slots
    from trato.records.fields.base import Bound, Field
    from trato.records.fields.link import LinkField


class PathField(ViaField):
    """A fact of a linked record, asked for by its path: `company.industry`.

    It is made for one reader: where that reader may not see the linked record, it is empty.
    """

    def __init__(
        self, link: LinkField, inner: Field, scope: Bound, build: Callable[[Any, str, Slots], Any]
    ) -> None:
        label = f"{link.label} › {inner.label}"
        super().__init__(f"{link.name}.{inner.name}", label, link=link.name, inner=inner)
        #: The fact alone, for where its link is plain.
        self.short_label: str = inner.short_label if isinstance(inner, PathField) else str(inner.label)
        self.scope, self.type_key = scope, link.type_key
        self._build = build
        self._seen: Any = None

    @property
    @override
    def form(self) -> Any:
        return ("path", self.name, self.scope.form, self.inner.form)

    @property
    @override
    def params(self) -> tuple[Any, ...]:
        return (*self.scope.params, *self.inner.params)

    @override
    def seated(self, slots: Slots, prefix: str = "") -> PathField:
        onward = f"{prefix}{self.link}__"
        found = copy(self)
        if self.scope.form != ("all",):
            found._seen = self._build(self.scope.form, onward, slots)
        found.inner = self.inner.seated(slots, onward)
        return found

    @override
    def expressions(self, prefix: str) -> tuple[Combinable, ...]:
        return tuple(self._if_seen(part) for part in super().expressions(prefix))

    @override
    def sort_expression(self, prefix: str) -> Combinable:
        return self._if_seen(super().sort_expression(prefix))

    def _if_seen(self, part: Combinable) -> Combinable:
        return part if self._seen is None else Case(When(self._seen, then=part))

    @override
    def raw(self, parts: tuple[Any, ...]) -> Any:
        return None if all(part is None for part in parts) else self.inner.raw(parts)

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from typing_extensions import override

from trato.records.errors import Invalid
from trato.records.fields.base import Field

if TYPE_CHECKING:
    from trato.records.values import Context


class JsonField(Field):
    """Settings of a record that only programs write, such as a view's columns."""

    kind = "json"
    primitives: ClassVar[tuple[str, ...]] = ("json",)
    sortable: ClassVar[bool] = False
    operators: ClassVar[tuple[str, ...]] = ()

    @override
    def raw(self, parts: tuple[Any, ...]) -> Any:
        import json

        return json.loads(parts[0]) if isinstance(parts[0], str) else parts[0]

    @override
    def parse(self, given: Any, context: Context) -> Any:
        if given is None or given == "":
            return self.default() if callable(self.default) else self.default
        if not isinstance(given, dict | list):
            raise Invalid(_("Expected an object or a list."))
        return given

    @override
    def words(self, value: Any) -> tuple[str, ...]:
        return ()

    @override
    def to_cell(self, value: Any) -> str:
        import json

        return "" if not value else json.dumps(value, ensure_ascii=False)

    @override
    def schema(self) -> dict[str, Any]:
        return {}

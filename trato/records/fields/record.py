"""A link to one record of whatever type, such as the end of a relation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from typing_extensions import override

from trato.records.errors import Invalid
from trato.records.fields.link import LinksField, ref_to_json

if TYPE_CHECKING:
    from trato.records.values import Context, Ref


class RecordField(LinksField):
    """One record of any type; its value is a tuple of one, kept in the link table as other links are.

    It is never pending: a name that nothing has is refused.
    """

    kind = "record"
    component: ClassVar[str] = "links"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.required = True

    @override
    def read(self, given: Any, context: Context) -> tuple[Ref, ...]:
        given = [given] if isinstance(given, str) else given
        found = super().read(given, replace(context, pend=False))
        if len(found) > 1:
            raise Invalid(_("Expected one record, not several."), field=self.name)
        return found

    @override
    def check(self, value: Any) -> None:
        if not value or any(ref.is_pending for ref in value):
            raise Invalid(_("%(field)s is needed.") % {"field": self.label}, field=self.name)

    @override
    def to_json(self, value: Any) -> Any:
        return next((ref_to_json(ref) for ref in value or ()), None)

    @override
    def from_json(self, given: Any) -> tuple[Ref, ...]:
        return super().from_json([given] if isinstance(given, dict) else given)

    @override
    def to_cell(self, value: Any) -> str:
        return "; ".join(ref.label for ref in value or ())

    @override
    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"$ref": "#/components/schemas/Link"}, {"type": "null"}]}

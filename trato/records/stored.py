"""Values as history keeps them, read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trato.kernel.money import Money
from trato.records.fields.link import LinkingField, ref_from_json

if TYPE_CHECKING:
    from trato.records.record_type import RecordType


def from_history(record_type: RecordType, name: str, given: Any) -> Any:
    """The field's value that a change set's before or after stands for."""
    field = record_type.fields[name]
    if isinstance(field, LinkingField):
        if field.is_many:
            return tuple(ref_from_json(one) for one in given or ())
        return None if given is None else ref_from_json(given)
    if field.kind == "money":
        return None if given is None else Money(given["minor"], given["currency"])
    return field.from_json(given)


def text_from_history(record_type: RecordType, name: str, given: Any) -> str:
    """The same in plain words, for a timeline."""
    value = from_history(record_type, name, given)
    return "" if value is None else record_type.fields[name].to_text(value)

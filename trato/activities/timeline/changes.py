"""A value of history on its way back into the record."""

from __future__ import annotations

from typing import Any

from trato.kernel.money import Money
from trato.records.values import Labeled, Ref


def given_from(value: Any) -> Any:
    """A value of history as a person or program would give it to a change."""
    match value:
        case Ref():
            return value.text if value.is_pending else {"id": value.id, "type": value.type}
        case Money():
            return {"amount": value.as_text(), "currency": value.currency}
        case Labeled():
            return {"value": value.value, "kind": value.kind}
        case tuple() | list():
            return [_linked(one) for one in value]
    return value


def _linked(value: Any) -> Any:
    if isinstance(value, Ref) and not value.is_pending:
        return {"id": value.id, "type": value.type, "role": value.role}
    return given_from(value)

"""The few facts that tell records of one name apart: a person's firm and job, a deal's customer and value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trato.kernel.money import Money
from trato.records import access
from trato.records.values import Ref

if TYPE_CHECKING:
    from collections.abc import Callable

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.rows import Row

#: Kinds of facts that are told in a word or two.
KINDS = frozenset({"text", "choice", "link", "links", "money", "email", "phone", "url"})


def telling_fields(actor: Actor, record_type: RecordType, most: int) -> list[str]:
    """Up to so many facts of the record's head, of those that the actor may know, in their order."""
    known: dict[str, Field] = access.readable_fields(actor, record_type)
    named = [name for name in record_type.page.header if name in known and name != record_type.title]
    return [name for name in named if known[name].kind in KINDS][:most]


def told(
    actor: Actor, record_type: RecordType, row: Row, names: list[str], written: Callable[[Money], str]
) -> str:
    """What these facts of a row say, in a few words; `written` says amounts as the reader does."""
    known = access.readable_fields(actor, record_type)
    words = (_word(known[name], row.values_by_name.get(name), written) for name in names if name in known)
    return " · ".join(word for word in words if word)


def _word(field: Field, value: Any, written: Callable[[Money], str]) -> str:
    """A fact in a word; of several links the first."""
    if isinstance(value, tuple):
        return _word(field, value[0] if value else None, written)
    if value is None:
        return ""
    if isinstance(value, Money):
        return written(value)
    return value.label if isinstance(value, Ref) else field.to_text(value)

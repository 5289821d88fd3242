"""Words of a filter in the spelling that was probably meant, when as typed they lead to nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trato.records import ports, rows
from trato.records.filters.tree import And, Text, to_words

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.filters import Node
    from trato.records.record_type import RecordType


def meant(actor: Actor, record_type: RecordType, node: Node) -> tuple[str, str] | None:
    """What was probably meant, and the filter with it; only if that leads to a row that the actor may see."""
    parts = node.parts if isinstance(node, And) else (node,)
    typed = " ".join(part.words for part in parts if isinstance(part, Text))
    words = ports.search_index().meant(actor, record_type, typed) if typed else None
    if words is None:
        return None
    respelt = And((*(part for part in parts if not isinstance(part, Text)), Text(words)))
    found = rows.read(actor, record_type.key, columns=(), filter=respelt, sort="-id", limit=1).rows
    return (words, to_words(respelt)) if found else None

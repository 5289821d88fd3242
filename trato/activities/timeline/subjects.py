"""The records that a timeline speaks of: one query a type, and only those that the reader may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trato.accounts.rights import Right
from trato.records import access, rows
from trato.records.naming import is_called_after
from trato.records.registry import registry
from trato.workspace.reader import capitalized

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.records.rows import Row

#: What a timeline tells of them beside their title, as far as their type has it.
TOLD = (
    *("status", "due_on", "run"),
    *("outcome", "direction", "duration", "started_at", "starts_at", "place", "created_at"),
    *("body", "is_pinned", "content_type", "size"),
)


class Subjects:
    """Records by type and id; what is in the bin or hidden from the reader is not among them."""

    def __init__(self, actor: Actor, own_label: str = "") -> None:
        self.actor = actor
        #: Whose timeline it is: what is called after that record alone says no more than its kind.
        self.own_label = own_label
        self._rows: dict[tuple[str, int], Row] = {}

    def load(self, wanted: Iterable[tuple[str, int]]) -> None:
        """Fetch these, however many, with one query for each type."""
        by_type: dict[str, set[int]] = {}
        for key, pk in wanted:
            if (key, pk) not in self._rows:
                by_type.setdefault(key, set()).add(pk)
        for key, ids in by_type.items():
            if registry.knows(key) and access.may(self.actor, registry.get(key), Right.READ):
                self._load(registry.get(key), ids)

    def _load(self, record_type: RecordType, ids: set[int]) -> None:
        known = access.readable_fields(self.actor, record_type)
        columns = [name for name in dict.fromkeys((record_type.title, *TOLD)) if name in known]
        page = rows.read(
            self.actor, record_type.key, columns=columns, ids=sorted(ids), sort="id", limit=len(ids)
        )
        self._rows |= {(record_type.key, row.id): row for row in page.rows}

    def get(self, key: str, pk: int) -> Row | None:
        return self._rows.get((key, pk))

    def value(self, key: str, pk: int, name: str) -> Any:
        """A fact of one of them; none for a field that the reader may not know of."""
        return self._rows[key, pk].values_by_name.get(name)

    def title(self, key: str, pk: int) -> str:
        record_type = registry.get(key)
        if self.value(key, pk, record_type.title) and not self.name(key, pk):
            return capitalized(record_type.label)
        return self.name(key, pk) or f"{record_type.label} {pk}"

    def name(self, key: str, pk: int) -> str:
        """What somebody called it, or after whom else it is called; empty for neither."""
        record_type = registry.get(key)
        name = str(self.value(key, pk, record_type.title) or "")
        return "" if is_called_after(record_type, name, self.own_label) else name

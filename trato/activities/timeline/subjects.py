"""The records that a timeline speaks of: one query a type, and only those that the reader may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trato.accounts.rights import Right
from trato.kernel.mentions import people_in
from trato.records import access
from trato.records.people import current_names
from trato.records.registry import registry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType


class Subjects:
    """Records by type and id; what is in the bin or hidden from the reader is not among them."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self._records: dict[tuple[str, int], Any] = {}
        #: What people are called who are named in texts.
        self.names: dict[int, str] = {}

    def load(self, wanted: Iterable[tuple[str, int]]) -> None:
        """Fetch these, however many, with one query for each type."""
        by_type: dict[str, set[int]] = {}
        for key, pk in wanted:
            if (key, pk) not in self._records:
                by_type.setdefault(key, set()).add(pk)
        for key, ids in by_type.items():
            if registry.knows(key) and access.may(self.actor, registry.get(key), Right.READ):
                self._load(registry.get(key), ids)
        self._name_people()

    def _load(self, record_type: RecordType, ids: set[int]) -> None:
        for record in access.visible_records(self.actor, record_type, ids):
            self._records[record_type.key, record.pk] = record

    def _name_people(self) -> None:
        texts = (getattr(record, "body", None) for record in self._records.values())
        named = {pk for text in texts if isinstance(text, str) for pk in people_in(text)}
        if named - self.names.keys():
            self.names = current_names(named)

    def get(self, key: str, pk: int) -> Any | None:
        return self._records.get((key, pk))

    def value(self, key: str, pk: int, name: str) -> Any:
        """A fact of one of them; none for a field that the reader may not know of."""
        record = self._records[key, pk]
        field = access.readable_fields(self.actor, registry.get(key)).get(name)
        return None if field is None or field.is_many else field.get(record)

    def title(self, key: str, pk: int) -> str:
        record_type = registry.get(key)
        return str(self.value(key, pk, record_type.title) or f"{record_type.label} {pk}")

"""What the engine asks of rooms above it, by name: the search index."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trato.accounts.actor import Actor
    from trato.records.expressions import Slots
    from trato.records.fields.base import Bound
    from trato.records.filters.tree import Text
    from trato.records.record_type import RecordType


@dataclass(frozen=True)
class Doc:
    """The normalized words of one record for one class of readers."""

    record_id: int
    rights_class: str
    words: str


class SearchIndex(Protocol):
    """Finds records by their words, on whichever database."""

    def replace(self, type_key: str, ids: Iterable[int], docs: Sequence[Doc]) -> None:
        """Forget what is known of these records and keep the docs instead."""

    def bind(self, actor: Actor, record_type: RecordType, text: Text) -> Bound:
        """The condition that a record holds these words, its values taken out."""

    def build(self, record_type: RecordType, form: tuple[Any, ...], pk: Any, slots: Slots) -> Any:
        """The expression of that condition."""

    def meant(self, actor: Actor, record_type: RecordType, words: str) -> str | None:
        """The words as they were probably meant, if so spelt they lead to a record that the actor may see."""


@cache
def search_index() -> SearchIndex:
    """The index that settings name (`TRATO_SEARCH_INDEX`)."""
    path: str = getattr(settings, "TRATO_SEARCH_INDEX", "trato.search.index.INDEX")
    module, _dot, name = path.rpartition(".")
    return cast("SearchIndex", getattr(import_module(module), name))

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trato.workspace.columns import label_of
from trato.workspace.reader import capitalized, list_url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.workspace.address import ListAddress


def column_line(one: Field, shown: Sequence[Field]) -> dict[str, Any]:
    """A line of the chooser; the title is always there."""
    return {
        "name": one.name,
        "label": label_of(one),
        "shown": any(one.name == here.name for here in shown),
        "fixed": one.name == shown[0].name,
    }


@dataclass
class ColumnsPage:
    """The dialog that chooses a list's columns."""

    record_type: RecordType
    address: ListAddress
    columns: list[dict[str, Any]]
    #: What is known of linked records, under each link's name.
    groups: list[tuple[str, list[dict[str, Any]]]]

    @property
    def type_label(self) -> str:
        return capitalized(self.record_type.label_plural)

    @property
    def list_url(self) -> str:
        return list_url(self.record_type.key)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        return self.address.pairs("columns")

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trato.workspace.reader import capitalized, list_url

if TYPE_CHECKING:
    from trato.records.record_type import RecordType


@dataclass
class PastePage:
    """The dialog of a paste: what will change, or the cells that stand in its way."""

    record_type: RecordType
    title: str
    back: str
    sentence: str = ""
    submit: str = ""
    problems: list[str] = field(default_factory=list)
    more: str = ""
    #: Label, field, value before and after of the first cells that change.
    samples: list[tuple[str, str, str, str]] = field(default_factory=list)
    text: str = ""
    hidden: list[tuple[str, str]] = field(default_factory=list)

    @property
    def action(self) -> str:
        return f"{list_url(self.record_type.key)}paste"

    @property
    def type_label(self) -> str:
        return capitalized(self.record_type.label_plural)

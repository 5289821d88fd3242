"""What fields are called at the beginning of a line or a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trato.records.fields.base import Field


def label_of(field: Field) -> str:
    label = str(field.label)
    return label[:1].upper() + label[1:]

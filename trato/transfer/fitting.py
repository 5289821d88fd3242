"""Which type a file's rows probably are: the one whose fields match most of its headers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from trato.kernel.errors import Unreadable
from trato.kernel.tables import open_table
from trato.transfer.columns import MOST_COLUMNS, by_headers
from trato.transfer.rights import importable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType


@dataclass(frozen=True)
class Fit:
    """A type, and how many of the file's columns are fields of it."""

    record_type: RecordType
    known: int
    columns: int

    @property
    def said(self) -> str:
        sentence = ngettext(
            "This file looks like %(types)s: its %(columns)s column fits.",
            "This file looks like %(types)s: %(known)s of its %(columns)s columns fit.",
            self.columns,
        )
        types = self.record_type.label_plural
        return sentence % {"types": types, "known": self.known, "columns": self.columns}


def fit_of(record_type: RecordType, headers: Sequence[str]) -> Fit:
    columns = by_headers(record_type, headers[:MOST_COLUMNS])
    return Fit(record_type, sum(bool(column.field or column.ignored) for column in columns), len(columns))


def best_fit(actor: Actor, headers: Sequence[str]) -> Fit | None:
    """Of the types that one may bring rows into; the first of several that fit alike, None if none does."""
    fits = [fit_of(record_type, headers) for record_type in importable(actor)]
    best = max(fits, key=lambda fit: fit.known, default=None)
    return best if best is not None and best.known else None


def type_of(actor: Actor, path: Path) -> str:
    """The type of a file that nobody has said anything of; the first there is if its columns do not tell."""
    try:
        best = best_fit(actor, open_table(path).headers)
    except Unreadable:
        best = None
    return (best.record_type if best is not None else importable(actor)[0]).key

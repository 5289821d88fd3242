"""Words of a table in one of its languages: what no catalog has, as the names in the demo."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def translated(table: Path, language: str) -> Callable[[str], str]:
    """Says an English word of the table in that language; what it does not have stays as it is."""
    words = _words(table, language.partition("-")[0])
    return lambda word: words.get(word, word)


@cache
def _words(table: Path, language: str) -> dict[str, str]:
    with table.open(encoding="utf-8", newline="") as stream:
        return {row["en"]: row.get(language) or row["en"] for row in csv.DictReader(stream)}

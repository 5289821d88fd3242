"""Writes a statement's places as SQLite wants them once, and not each time it is asked."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base
from typing_extensions import override

#: Statements that are known; a workspace asks a few hundred.
MOST = 2048


@lru_cache(maxsize=MOST)
def _with_marks(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class Cursor(base.SQLiteCursorWrapper):
    """Finds a statement that it knows by its text."""

    @override
    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        if param_names is None:
            return _with_marks(query)
        converted: str = super().convert_query(query, param_names=param_names)
        return converted


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection with such cursors."""

    @override
    def create_cursor(self, name: str | None = None) -> Cursor:
        made: Cursor = self.connection.cursor(factory=Cursor)
        return made

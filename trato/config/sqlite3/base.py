"""SQLite as Django knows it, but for two things.

A statement's places are written as SQLite wants them once, and not each time it is asked. And what `flush`
empties is found no more: of the indexes of words that stand beside tables Django knows nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations
from typing_extensions import override

#: Statements that are known; a workspace asks a few hundred.
MOST = 2048
#: How an index of words is made.
INDEXES = "CREATE VIRTUAL TABLE % USING fts5(%"


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


class Operations(DatabaseOperations):
    """Empties the indexes of words with the tables."""

    @override
    def sql_flush(self, style: Any, tables: Any, **options: Any) -> list[str]:
        emptied: list[str] = super().sql_flush(style, tables, **options)
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE %s", [INDEXES])
            found = [name for (name,) in cursor.fetchall()]
        gone = [f"INSERT INTO {name}({name}) VALUES ('delete-all')" for name in found]  # noqa: S608  # its own
        return [*emptied, *gone]


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection with such cursors."""

    ops_class = Operations

    @override
    def create_cursor(self, name: str | None = None) -> Cursor:
        made: Cursor = self.connection.cursor(factory=Cursor)
        return made

"""The database's own index over the words: FTS5 on SQLite, a generated `tsvector` on PostgreSQL."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE search_fts USING fts5(words, content='', prefix='1 2 3', detail=none,"
    " tokenize=\"unicode61 remove_diacritics 0 tokenchars '.@_+~-'\")"
)
POSTGRESQL = (
    "ALTER TABLE search_searchdoc ADD COLUMN vector tsvector"
    " GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED"
)


def create(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRESQL)
        editor.execute("CREATE INDEX search_by_word ON search_searchdoc USING gin (vector)")
    else:
        editor.execute(SQLITE)


def drop(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE search_searchdoc DROP COLUMN vector")
    else:
        editor.execute("DROP TABLE search_fts")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("search", "0001_first")]
    operations: ClassVar = [migrations.RunPython(create, drop)]

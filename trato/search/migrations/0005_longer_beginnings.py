"""Words are found by their first four and five letters as quickly as by their first three.

FTS5 keeps lists of beginnings for the lengths that it is told; for others it joins the lists of all words
that begin so. PostgreSQL's index needs none.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

INDEX = (
    "CREATE VIRTUAL TABLE search_fts USING fts5(words, content='', prefix='{}', detail=none,"
    " tokenize=\"unicode61 remove_diacritics 0 tokenchars '.@_+~-'\")"
)
FILL = "INSERT INTO search_fts(rowid, words) SELECT id, words FROM search_searchdoc"


def lengthen(apps: Any, editor: Any) -> None:
    _build(editor, "1 2 3 4 5")


def shorten(apps: Any, editor: Any) -> None:
    _build(editor, "1 2 3")


def _build(editor: Any, lengths: str) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TABLE search_fts")
        editor.execute(INDEX.format(lengths))
        editor.execute(FILL)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("search", "0004_slips")]
    operations: ClassVar = [migrations.RunPython(lengthen, shorten)]

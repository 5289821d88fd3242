"""No beginning is that of a type's word, and on PostgreSQL few letters find a word as quickly as a word does.

The word that says a doc's type began with a letter: whoever typed that letter found every record. PostgreSQL
gathers what begins with some letters from all words that begin so, which costs a hundred times as much as to
find one word: the first letters of each, up to four, are kept beside it as words of their own, such as `wa*`.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE search_fts USING fts5(words, content='', prefix='1 2 3 4 5', detail=none,"
    " tokenize=\"unicode61 remove_diacritics 0 tokenchars '.@_+~-'\")"
)
FILL = "INSERT INTO search_fts(rowid, words) SELECT id, words FROM search_searchdoc ORDER BY id"
LETTERS = """
CREATE FUNCTION search_vector(words text) RETURNS tsvector IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$
    SELECT array_to_tsvector(string_to_array(words, ' ') || ARRAY(
        SELECT DISTINCT left(word, size) || '*'
        FROM unnest((string_to_array(words, ' '))[2:]) AS word,
            generate_series(1, least(4, length(word))) AS size
    ))
$$
"""
COLUMN = "ALTER TABLE search_searchdoc ADD COLUMN vector tsvector GENERATED ALWAYS AS ({words}) STORED"
INDEX = "CREATE INDEX search_by_word ON search_searchdoc USING gin (vector)"


def keep_letters(apps: Any, editor: Any) -> None:
    _drop(editor)
    editor.execute("UPDATE search_searchdoc SET words = substr(words, 2) WHERE substr(words, 1, 2) = 't_'")
    if editor.connection.vendor == "postgresql":
        editor.execute(LETTERS)
    _build(editor, "search_vector(words)")


def keep_words(apps: Any, editor: Any) -> None:
    _drop(editor)
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION search_vector")
    editor.execute("UPDATE search_searchdoc SET words = 't' || words WHERE substr(words, 1, 1) = '_'")
    _build(editor, "array_to_tsvector(string_to_array(words, ' '))")


def _drop(editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE search_searchdoc DROP COLUMN vector")
    else:
        editor.execute("DROP TABLE search_fts")


def _build(editor: Any, words: str) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(COLUMN.format(words=words))
        editor.execute(INDEX)
        editor.execute("ANALYZE search_searchdoc")  # what was known of a column went with it
    else:
        editor.execute(SQLITE)
        editor.execute(FILL)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("search", "0006_shelves")]
    operations: ClassVar = [migrations.RunPython(keep_letters, keep_words)]

"""PostgreSQL keeps in its index alone what it finds docs by, and beginnings of up to six letters.

The vector stood in the table, too, which was four times as large for it: what matches some thousand docs
fetches some thousand of its pages. The function's cost keeps PostgreSQL from computing vectors where it can
ask the index; that it is unsafe in parallel, from workers, which cost more to start than they save.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION search_vector(words text) RETURNS tsvector
IMMUTABLE STRICT PARALLEL {parallel} COST {cost} LANGUAGE sql AS $$
    SELECT array_to_tsvector(string_to_array(words, ' ') || ARRAY(
        SELECT DISTINCT left(word, size) || '*'
        FROM unnest((string_to_array(words, ' '))[2:]) AS word,
            generate_series(1, least({letters}, length(word))) AS size
    ))
$$
"""
COLUMN = (
    "ALTER TABLE search_searchdoc"
    " ADD COLUMN vector tsvector GENERATED ALWAYS AS (search_vector(words)) STORED"
)
INDEX = "CREATE INDEX search_by_word ON search_searchdoc USING gin ({indexed})"


def keep_in_the_index(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE search_searchdoc DROP COLUMN vector")
        editor.execute(FUNCTION.format(parallel="UNSAFE", cost=1_000_000, letters=6))
        # Written anew, or what is gone would still take its room.
        editor.execute("ALTER TABLE search_searchdoc ALTER COLUMN words TYPE text USING words || ''")
        editor.execute(INDEX.format(indexed="search_vector(words)"))
        editor.execute("ANALYZE search_searchdoc")  # what was known of a column went with it


def keep_in_the_table(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX search_by_word")
        editor.execute(FUNCTION.format(parallel="SAFE", cost=100, letters=4))
        editor.execute(COLUMN)
        editor.execute(INDEX.format(indexed="vector"))
        editor.execute("ANALYZE search_searchdoc")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("search", "0007_letters")]
    operations: ClassVar = [migrations.RunPython(keep_in_the_index, keep_in_the_table)]

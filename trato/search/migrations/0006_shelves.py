"""The id of a doc says its type, its class and its record: SQLite finds a type's docs as one range of ids.

The numbers are those of `trato.search.shelves`, as they were when this was written.
"""

from __future__ import annotations

from typing import Any, ClassVar
from zlib import crc32

from django.db import migrations, models

ROOM, SHELVES = 2**36, 2**27
LAST = 2**63 - 1
INDEX = (
    "CREATE VIRTUAL TABLE search_fts USING fts5(words, content='', prefix='1 2 3 4 5', detail=none,"
    " tokenize=\"unicode61 remove_diacritics 0 tokenchars '.@_+~-'\")"
)
FILL = "INSERT INTO search_fts(rowid, words) SELECT id, words FROM search_searchdoc ORDER BY id"


def shelve(apps: Any, editor: Any) -> None:
    docs = apps.get_model("search", "SearchDoc").objects
    if not docs.exists():
        return
    is_postgresql = editor.connection.vendor == "postgresql"
    editor.execute("DROP INDEX search_by_word" if is_postgresql else "DROP TABLE search_fts")
    for key, rights_class in list(docs.order_by().values_list("type", "rights_class").distinct()):
        number = crc32(f"{key} {rights_class}".encode()) % (SHELVES - 1) + 1
        first = models.Value(number * ROOM, models.BigIntegerField())
        docs.filter(type=key, rights_class=rights_class).update(id=first + models.F("record_id"))
    if is_postgresql:
        editor.execute("CREATE INDEX search_by_word ON search_searchdoc USING gin (vector)")
    else:
        editor.execute(INDEX)
        editor.execute(FILL)
    # Words that were still to be learned: of which docs, is not known any more.
    news = apps.get_model("search", "WordNews").objects
    news.filter(last__gt=0).update(first=1, last=LAST)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("search", "0005_longer_beginnings")]
    operations: ClassVar = [migrations.RunPython(shelve, migrations.RunPython.noop)]

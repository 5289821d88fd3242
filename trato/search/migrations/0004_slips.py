"""The index of slips: under which keys a word is found by those who misspell it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations
from django.db.models import Max

SQLITE = (
    "CREATE VIRTUAL TABLE search_slips USING fts5(keys, content='', detail=none,"
    ' tokenize="unicode61 remove_diacritics 0")'
)


def create(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE search_word ADD COLUMN keys text[] NOT NULL DEFAULT '{}'")
        editor.execute("CREATE INDEX search_by_slip ON search_word USING gin (keys)")
    else:
        editor.execute(SQLITE)


def drop(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE search_word DROP COLUMN keys")
    else:
        editor.execute("DROP TABLE search_slips")


def learn(apps: Any, editor: Any) -> None:
    last = apps.get_model("search", "SearchDoc").objects.aggregate(last=Max("pk"))["last"]
    if last:
        apps.get_model("search", "WordNews").objects.create(first=1, last=last)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("search", "0003_words")]
    operations: ClassVar = [
        migrations.RunPython(create, drop),
        migrations.RunPython(learn, migrations.RunPython.noop),
    ]

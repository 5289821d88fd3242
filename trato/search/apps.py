from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

#: What SQLite keeps beside a table, out of Django's sight: `flush` would leave it behind.
BESIDE = {"search_searchdoc": "search_fts", "search_word": "search_slips"}


class SearchConfig(AppConfig):
    """One search over every record, on SQLite's FTS5 or PostgreSQL's text vectors."""

    name = "trato.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Search")

    @override
    def ready(self) -> None:
        post_migrate.connect(_empty, sender=self)


def _empty(using: str, **_given: Any) -> None:
    """Of a table without rows nothing is found."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    known = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table, index in BESIDE.items():
            if not {table, index} <= known:
                continue
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608  # ours
            if cursor.fetchone() is None:
                cursor.execute(f"INSERT INTO {index}({index}) VALUES ('delete-all')")  # noqa: S608  # ours

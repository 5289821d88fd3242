from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """One search over every record, on SQLite's FTS5 or PostgreSQL's text vectors."""

    name = "trato.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Search")

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Contacts and companies, and how they belong together."""

    name = "trato.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("People")

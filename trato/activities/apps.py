from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    """Notes and tasks: what was said and what is to be done."""

    name = "trato.activities"
    label = "activities"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Activities")

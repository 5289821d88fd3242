from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SalesConfig(AppConfig):
    """Pipelines, stages and deals."""

    name = "trato.sales"
    label = "sales"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Sales")

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LiveConfig(AppConfig):
    """What others do shows by itself: one stream of events for each open page."""

    name = "trato.live"
    label = "live"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Live updates")

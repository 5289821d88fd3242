from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    """The design system: components, layouts and the scripts behind them; it knows no record type."""

    name = "trato.web"
    label = "web"
    verbose_name = _("Design system")

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.kernel import locales


class WebConfig(AppConfig):
    """The design system: components, layouts and the scripts behind them; it knows no record type."""

    name = "trato.web"
    label = "web"
    verbose_name = _("Design system")

    @override
    def ready(self) -> None:
        locales.keep_apart()

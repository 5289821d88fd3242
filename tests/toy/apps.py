from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ToyConfig(AppConfig):
    """Boats: a room outside `trato/`, to see that adding one edits nothing inside."""

    name = "tests.toy"
    label = "toy"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Toy")

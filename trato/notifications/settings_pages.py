"""The page that this room adds to the settings."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

PAGES: list[dict[str, Any]] = [
    {
        "label": _("Notifications"),
        "url": "notifications:preferences",
        "icon": "bell",
        "group": _("You"),
        "admin": False,
    },
]

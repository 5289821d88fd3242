"""The pages that this room adds to the settings."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

PAGES: list[dict[str, Any]] = [
    {
        "label": _("Work to hand over"),
        "url": "workspace:leavers",
        "icon": "user-x",
        "group": _("People"),
        "admin": True,
    },
    {"type": "relations", "group": _("Data")},
    {
        "label": _("Calendar address"),
        "url": "workspace:calendar_feed",
        "icon": "calendar",
        "group": _("You"),
    },
]

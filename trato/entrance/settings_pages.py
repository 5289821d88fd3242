"""The pages that this room adds to the settings."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from trato.entrance.kept_settings import LOGO, MAIL, WORKSPACE
from trato.records import sample
from trato.records.settings import Settings

PAGES: list[dict[str, Any]] = [
    {
        "label": _("Overview"),
        "url": "entrance:settings",
        "icon": "settings",
        "group": _("Workspace"),
        "admin": False,
    },
    {
        "label": _("General"),
        "url": "entrance:workspace",
        "icon": "company",
        "group": _("Workspace"),
        "admin": True,
    },
    {
        "label": _("Mail server"),
        "url": "entrance:mail",
        "icon": "mail",
        "group": _("Workspace"),
        "admin": True,
    },
    {
        "label": _("Sample data"),
        "url": "entrance:sample",
        "icon": "flask-conical",
        "group": _("Workspace"),
        "may": lambda actor: actor.administers and sample.is_there(),
    },
    {"type": "users", "group": _("People")},
    {"type": "teams", "group": _("People")},
    {
        "label": _("Invite people"),
        "url": "entrance:invite",
        "icon": "user-plus",
        "group": _("People"),
        "admin": True,
    },
    {
        "label": _("Your profile"),
        "url": "entrance:profile",
        "icon": "user",
        "group": _("You"),
        "admin": False,
    },
]

#: What they keep outside of records.
KEPT: tuple[Settings, ...] = (WORKSPACE, LOGO, MAIL)

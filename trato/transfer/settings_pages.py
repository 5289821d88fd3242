"""The pages that this room adds to the settings."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from trato.transfer.rights import may_import, may_mend

PAGES: list[dict[str, Any]] = [
    {
        "label": _("Import"),
        "url": "transfer:import",
        "icon": "upload",
        "group": _("Data"),
        "admin": True,
        "may": may_import,
    },
    {
        "label": _("Past imports"),
        "url": "transfer:past",
        "icon": "history",
        "group": _("Data"),
        "admin": True,
        "may": may_import,
    },
    {
        "label": _("Unmatched names"),
        "url": "transfer:pending",
        "icon": "link",
        "group": _("Data"),
        "admin": True,
        "may": may_mend,
    },
]

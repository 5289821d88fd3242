"""The import map: each room's scripts under bare names; no script names a hashed file."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.templatetags.static import static
from markupsafe import Markup

OWN = Path(__file__).parent


def modules() -> dict[str, str]:
    """`web/menu` → the address of trato/web/static/web/js/menu.js, for every room that has scripts."""
    return _modules() if settings.DEBUG else _modules_once()


def import_map() -> Markup:
    """The map as it stands in the page's head."""
    text = json.dumps({"imports": modules()}, separators=(",", ":"))
    # A script element ends at the first "</", whatever the JSON says.
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704


@cache
def _modules_once() -> dict[str, str]:
    return _modules()


def _modules() -> dict[str, str]:
    found: dict[str, str] = {}
    for config in apps.get_app_configs():
        if not config.name.startswith("trato."):
            continue
        for path in sorted((Path(config.path) / "static" / config.label / "js").glob("*.js")):
            found[f"{config.label}/{path.stem}"] = static(f"{config.label}/js/{path.name}")
    return found

"""The import map: each room's scripts under bare names; no script names a hashed file."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from markupsafe import Markup

from trato.web.addresses import static_address

OWN = Path(__file__).parent


def import_map() -> Markup:
    """The map as it stands in the page's head."""
    return _import_map.__wrapped__() if settings.DEBUG else _import_map()


@cache
def _import_map() -> Markup:
    text = json.dumps({"imports": modules()}, separators=(",", ":"))
    # A script element ends at the first "</", whatever the JSON says.
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704


def modules() -> dict[str, str]:
    """`web/menu` → the address of trato/web/static/web/js/menu.js, for every room that has scripts."""
    found: dict[str, str] = {}
    for config in apps.get_app_configs():
        if not config.name.startswith("trato."):
            continue
        for path in sorted((Path(config.path) / "static" / config.label / "js").glob("*.js")):
            found[f"{config.label}/{path.stem}"] = static_address(f"{config.label}/js/{path.name}")
    return found

"""What a phone or a desktop needs to know to install the workspace as an app of its own."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static

NAME = "Trato"


#: The least side of a picture that devices take for an app's icon, in pixels.
LEAST_ICON = 144


def manifest(name: str, language: str, own: dict[str, str] | None = None) -> dict[str, Any]:
    """The web app manifest (W3C) of a workspace of this name, with its own icon if it has one."""
    usual = [_icon("icon-192", 192), _icon("icon-512", 512), _icon("icon-maskable", 512, "maskable")]
    return {
        "name": name,
        "short_name": name if len(name) <= 12 else NAME,
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "lang": language,
        "theme_color": "#ffffff",
        "background_color": "#ffffff",
        "icons": [own] if own else usual,
    }


def _icon(name: str, size: int, purpose: str = "any") -> dict[str, str]:
    return {
        "src": static(f"web/{name}.png"),
        "type": "image/png",
        "sizes": f"{size}x{size}",
        "purpose": purpose,
    }

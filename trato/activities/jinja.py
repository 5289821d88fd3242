"""What this room gives to its templates; config's Jinja environment finds it by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from trato.activities.timeline.writing import changes_html, entries_html

GLOBALS: dict[str, Callable[..., Any]] = {"entries_html": entries_html, "changes_html": changes_html}

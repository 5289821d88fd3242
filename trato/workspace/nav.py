"""What the screens put into the sidebar beside the types."""

from __future__ import annotations

from trato.workspace.favorites import favorites

GROUPS = [favorites]

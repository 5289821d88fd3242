from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass
class DuplicatesPage:
    """Records that may be the one that is being written."""

    records: list[dict[str, Any]]

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class FactPage:
    """One field: its editor, its value, or the two values of two writers."""

    action: str
    error: str = ""
    control: dict[str, Any] = field(default_factory=dict)
    fact: dict[str, Any] = field(default_factory=dict)
    sentence: str = ""
    theirs: Any = None
    #: What the reader wrote, as it would be shown.
    mine: Any = None
    #: Whether the other writer was the reader too, at another window.
    is_own: bool = False
    show_url: str = ""
    posted: list[tuple[str, str]] = field(default_factory=list)

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class ToastPage:
    """A message, with the way back."""

    text: str
    undo_url: str = ""
    tone: str = "good"
    #: Whether the way back is gone at once.
    at_once: bool = False

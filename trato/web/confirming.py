from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class ConfirmPage:
    """A question before something that is hard to take back."""

    title: str
    text: str
    action: str
    submit: str
    cancel_url: str
    hidden: list[tuple[str, str]] = field(default_factory=list)

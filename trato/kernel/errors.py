"""What the kernel raises when it cannot read something: always a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from typing_extensions import override

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True)
class Sentence:
    """A translatable template with its parameters, put into words only when it is shown."""

    template: str | Promise
    parameters: dict[str, Any] = field(default_factory=dict)

    @override
    def __str__(self) -> str:
        if not self.parameters:
            return str(self.template)
        return str(self.template % self.parameters)


class SentenceError(Exception):
    """An error whose text may be shown to whoever is reading, in their language."""

    def __init__(self, sentence: str | Promise | Sentence, **parameters: Any) -> None:
        whole = sentence if isinstance(sentence, Sentence) else Sentence(sentence, parameters)
        # Exactly one positional argument, so that the error survives pickling between processes.
        super().__init__(whole)
        self.sentence = whole

    @override
    def __str__(self) -> str:
        return str(self.sentence)


class Unreadable(SentenceError, ValueError):
    """A text that cannot be understood as what it should be."""


class Unreachable(SentenceError):
    """An address on the network that may not or cannot be reached."""


def shortened(text: str, longest: int = 60) -> str:
    """The text as a sentence may quote it: one line, not too long."""
    line = " ".join(text[: 4 * longest].replace("\x00", "␀").split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"

"""What search keeps beside the docs, and how it is made anew."""

from __future__ import annotations

from trato.search import vocabulary


def rebuild_derived() -> None:
    """After a restore: the words that slips are compared with."""
    vocabulary.rebuild()

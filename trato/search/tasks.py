from __future__ import annotations

from datetime import timedelta

from trato.kernel.schedule import scheduled
from trato.search import vocabulary


@scheduled("search.follow-words", every=timedelta(seconds=15), when=vocabulary.is_behind)
def follow_words() -> None:
    """A new name can be misspelt soon after it was written; a forgotten one is no longer proposed."""
    vocabulary.follow()

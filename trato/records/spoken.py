"""Labels as people of every language read them: what one of them types, another must be able to open."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.utils import translation

from trato.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

T = TypeVar("T")


def labeled(word: str, known: Iterable[tuple[T, Any]]) -> T | None:
    """What is called so in the reader's language, else in another one; None where nothing is."""
    pairs, wanted = list(known), _plain(word)
    found = _first(wanted, pairs)
    for language, _name in settings.LANGUAGES if found is None else ():
        with translation.override(language):
            found = _first(wanted, pairs)
        if found is not None:
            break
    return found


def _first(wanted: str, known: Iterable[tuple[T, Any]]) -> T | None:
    return next((one for one, label in known if _plain(str(label)) == wanted), None)


def _plain(words: str) -> str:
    """Without what stands for a gap where a name may have none."""
    return fold(words).replace("_", " ").replace("-", " ")

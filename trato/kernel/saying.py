"""Django's `gettext` for what a page says again and again: each message is looked for once a language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.utils import translation


def gettext(message: str) -> str:
    """The message in the language of the moment."""
    return _gettext(translation.get_language(), message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The message for so many."""
    return _ngettext(translation.get_language(), singular, plural, number)


def in_a_row(parts: Iterable[str]) -> str:
    """Several names in a sentence, parted as the language parts them: Acme, Beta; in Chinese Acme、Beta."""
    together = ""
    for part in parts:
        together = gettext("%(some)s, %(more)s") % {"some": together, "more": part} if together else part
    return together


def sentences(parts: Iterable[object]) -> str:
    """One sentence after another, those that are empty left out; Chinese puts no space between them."""
    together = ""
    for part in filter(None, parts):
        together = gettext("%(some)s %(more)s") % {"some": together, "more": part} if together else str(part)
    return together


@lru_cache(maxsize=8192)
def _gettext(_language: str | None, message: str) -> str:
    return translation.gettext(message)


@lru_cache(maxsize=8192)
def _ngettext(_language: str | None, singular: str, plural: str, number: int) -> str:
    return translation.ngettext(singular, plural, number)

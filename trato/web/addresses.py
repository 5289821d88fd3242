"""The addresses of views, each worked out once: a page names dozens of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse


def address(name: str, *args: Any) -> str:
    """The address of a view of whichever room; empty while no room has it."""
    return _address(name, args, get_script_prefix(), get_urlconf())


@lru_cache(maxsize=8192)
def _address(name: str, args: tuple[Any, ...], _prefix: str, urlconf: str | None) -> str:
    try:
        return reverse(name, urlconf, args=args or None)
    except NoReverseMatch:
        return ""

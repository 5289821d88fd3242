"""The addresses of views, each worked out once: a page names dozens of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

#: Stands for a record's number while the address around it is worked out.
_NUMBER = 4_815_162_342


def address(name: str, *args: Any) -> str:
    """The address of a view of whichever room; empty while no room has it. A record's number comes last."""
    prefix, urlconf = get_script_prefix(), get_urlconf()
    if not args or type(args[-1]) is not int:
        return _address(name, args, prefix, urlconf)
    around = _address(name, (*args[:-1], _NUMBER), prefix, urlconf)
    return around.replace(str(_NUMBER), str(args[-1]))


@lru_cache(maxsize=8192)
def _address(name: str, args: tuple[Any, ...], _prefix: str, urlconf: str | None) -> str:
    try:
        return reverse(name, urlconf, args=args or None)
    except NoReverseMatch:
        return ""


def static_address(path: str) -> str:
    """The address of a file that rooms ship, with its hash; the same for the life of a process."""
    return static(path) if settings.DEBUG else _static_address(path)


@lru_cache(maxsize=1024)
def _static_address(path: str) -> str:
    return static(path)

"""Every way in, found from the code: routes with their methods, API operations, commands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from trato.config.cli import _load
from trato.kernel import cli


def routes() -> dict[str, URLPattern]:
    """Every address of the whole project, by the name of its room and its own."""
    return dict(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[Any], room: str) -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, one.namespace or one.app_name or room)
        else:
            yield f"{room}:{one.name or one.pattern}", one


def methods(pattern: URLPattern) -> tuple[str, ...]:
    """The methods that a route says it answers, if it says so."""
    found: tuple[str, ...] = getattr(pattern.callback, "methods", ())
    return tuple(one for one in found if one not in {"HEAD", "OPTIONS"})


def commands() -> set[str]:
    """Every command of every room."""
    _load([])
    return set(cli.commands)

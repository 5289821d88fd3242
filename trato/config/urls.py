"""All addresses: each room's `urls.py`, by layer; the workspace last, for it takes `/TYPE/`."""

from __future__ import annotations

from functools import lru_cache

from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import ResolverMatch, RoutePattern
from typing_extensions import override

from trato.config.health import healthz
from trato.config.rooms import rooms_with

LAST = "trato.workspace.urls"
#: Addresses whose view is known: lists and boards, and the records that people are at.
MOST_KNOWN = 4096


class Known(URLResolver):
    """Finds the view of an address once: a hundred patterns are tried before that of a list."""

    @override
    def resolve(self, path: str) -> ResolverMatch:
        return _found_once(self, path)


@lru_cache(maxsize=MOST_KNOWN)
def _found_once(resolver: Known, path: str) -> ResolverMatch:
    """Raises Resolver404, which is not kept."""
    return URLResolver.resolve(resolver, path)


_found = sorted(rooms_with("urls"), key=lambda name: name == LAST)
_rooms: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    *(path("", include(name)) for name in _found),
]

urlpatterns: list[URLPattern | URLResolver] = [Known(RoutePattern("", is_endpoint=False), _rooms)]

handler400 = "trato.config.errors.bad_request"
handler403 = "trato.config.errors.permission_denied"
handler404 = "trato.config.errors.page_not_found"
handler500 = "trato.config.errors.server_error"

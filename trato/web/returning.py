"""Where one is led back to: to a page of ours, and never to one that stands before the sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import Resolver404, get_script_prefix, resolve
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django.http import HttpRequest

READS = frozenset({"GET", "HEAD"})


class _Leaving(HttpResponseRedirect):
    """To another page, said to a part of one: the browser leaves, and knows that nothing was done."""

    status_code = 401

    def __init__(self, to: str) -> None:
        super().__init__(to)
        del self["Location"]
        self["HX-Redirect"] = to


def is_ours(request: HttpRequest, wanted: str) -> bool:
    """Whether an address is one of this Trato's."""
    return url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())


def leads_back(request: HttpRequest, wanted: str) -> bool:
    """Whether one may be led there: an address of ours that asks who one is."""
    if not wanted or not is_ours(request, wanted):
        return False
    path = "/" + urlsplit(wanted).path.removeprefix(get_script_prefix())
    try:
        view = resolve(path).func
    except Resolver404:  # what is not there says so itself
        return True
    return bool(getattr(view, "login_required", True))


def way_back(request: HttpRequest, default: str) -> str:
    """The page that a form names, else the one that it stood on; the default, where that is none of ours."""
    wanted = request.POST.get("back") or stood_on(request)
    return wanted if leads_back(request, wanted) else default


def came_from(request: HttpRequest) -> str:
    """The page of ours that a request was sent from, whatever it brings: it may be too much to be read."""
    wanted = stood_on(request)
    return wanted if leads_back(request, wanted) else ""


def stood_on(request: HttpRequest) -> str:
    """The page that a request was sent from, as the browser tells it."""
    return request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""


def to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """Who is not signed in signs in, and goes on where one was.

    A page that is asked for is that place. An act or a part of a page cannot be looked at: there it is the
    page that it was sent from. What was to be done is not done, and the sign-in says so.
    """
    reads, is_part = request.method in READS, bool(request.headers.get("HX-Request"))
    asked = {"next": request.get_full_path() if reads and not is_part else _sent_from(request)}
    if not reads:
        asked["lost"] = "yes"
    to = f"{settings.LOGIN_URL}?{urlencode(asked, safe='/')}"
    return _Leaving(to) if is_part else HttpResponseRedirect(to)


def _sent_from(request: HttpRequest) -> str:
    wanted = stood_on(request)
    if not leads_back(request, wanted):
        return settings.LOGIN_REDIRECT_URL
    seen = urlsplit(wanted)
    return f"{seen.path}?{seen.query}" if seen.query else seen.path

"""A page or one block of it: htmx asks for the block, a plain link for the whole."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers

from trato.web import returning
from trato.web.addresses import address
from trato.web.answering import render
from trato.workspace.trails import trail_to

if TYPE_CHECKING:
    from django.http import HttpRequest

#: Where an act leads back to.
way_back = returning.way_back


def asks_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def page(request: HttpRequest, template: str, page: Any, status: int = 200) -> HttpResponse:
    """The whole page of one typed object."""
    context = {"page": page, "trail_to": partial(trail_to, request)}
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def block(request: HttpRequest, template: str, name: str, page: Any, status: int = 200) -> HttpResponse:
    """One block of a page's own template, alone."""
    response = render(request, template, {"page": page}, block=name, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def either(request: HttpRequest, template: str, name: str, page_: Any, status: int = 200) -> HttpResponse:
    """The block for htmx, the page for a plain link."""
    if asks_fragment(request):
        return block(request, template, name, page_, status)
    return page(request, template, page_, status)


def go(request: HttpRequest, url: str) -> HttpResponse:
    """To another page, whoever asked."""
    if asks_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url, status=303)


def say(request: HttpRequest, text: str, undo: int | None = None, back: str = "", then: str = "") -> None:
    """What has been done, on the next page, with the way back: a change set, or an address that posts it.

    `then` is the dialog of what may come next.
    """
    way = f"undo:{undo}" if undo else f"back:{back}" if back else ""
    messages.success(request, text, extra_tags=f"{way} then:{then}" if then else way)


def told(request: HttpRequest, text: str, undo: int | None = None, then: str = "") -> HttpResponse:
    """The same on the page that stays, of which what has changed is then shown anew."""
    undo_url = address("workspace:undo", undo) if undo else ""
    response = render(request, "workspace/told.html", {"said": text, "undo_url": undo_url, "then_url": then})
    response["HX-Trigger"] = "edited"
    return response

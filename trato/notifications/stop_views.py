"""The page behind the last link of every message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from trato.accounts import workspace
from trato.notifications import stops
from trato.records.errors import NotFound
from trato.web.answering import render

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class StopPage:
    """What would stop, or has; without `what` the link opens nothing. The token goes with the button."""

    what: str = ""
    token: str = ""
    is_done: bool = False


@csrf_exempt  # the mail program posts it without a page of ours (RFC 8058); the token is signed
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest) -> HttpResponse:
    """A button that switches off what a message was; looking at the page changes nothing."""
    token = request.GET.get("token", "")
    try:
        user, what = stops.opened_by(token)
    except NotFound:
        return render(request, "notifications/stop.html", {"page": StopPage()}, status=404)
    if request.method == "POST":
        stops.stop(user, what)
    with translation.override(user.language or workspace.current().language):
        page = StopPage(stops.name_of(what), token, request.method == "POST")
        return render(request, "notifications/stop.html", {"page": page})

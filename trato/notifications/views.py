"""The center as a page and as a panel, opening a line, and what one wants to hear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trato.notifications import center, wishes
from trato.notifications.models import Habit
from trato.notifications.preferences import HOURS, preferences_page
from trato.records.errors import Invalid
from trato.web.answering import render

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.accounts.actor import Actor

#: Lines of the panel behind the bell.
MOST_IN_PANEL = 20
#: The longest number that a row can have, in digits.
LONGEST = 18


def actor_in(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set for every signed-in request
    return actor


@never_cache
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """All lines, the newest first; for htmx those after `?before=`."""
    before = request.GET.get("before", "")
    number = int(before) if before.isdecimal() and before.isascii() and len(before) <= LONGEST else None
    page = center.center(actor_in(request), before=number)
    is_more = request.headers.get("HX-Request") and number is not None
    name = "notifications/lines.html" if is_more else "notifications/page.html"
    response = render(request, name, {"page": page})
    patch_vary_headers(response, ["HX-Request"])
    return response


@never_cache
@require_GET
def latest(request: HttpRequest) -> HttpResponse:
    """The newest lines as a panel beside whatever one looks at."""
    page = center.center(actor_in(request), most=MOST_IN_PANEL)
    name = "notifications/panel.html" if request.headers.get("HX-Request") else "notifications/page.html"
    response = render(request, name, {"page": page})
    patch_vary_headers(response, ["HX-Request"])
    return response


@never_cache
@require_GET
def open_(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what a line tells of; it has been read then. Raises NotFound."""
    return HttpResponseRedirect(center.open_line(actor_in(request), pk))


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    center.read_all(actor_in(request))
    return redirect("notifications:center")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """What this person wants to be told, and by which channels."""
    actor = actor_in(request)
    if request.method == "POST":
        for channel in wishes.CHANNELS:
            wishes.want(actor, request.POST.getlist(channel), channel)
        messages.success(request, _("Saved."))
        return redirect("notifications:preferences")
    return render(
        request, "notifications/preferences.html", {"page": preferences_page(request, actor_in(request))}
    )


@require_POST
def keep_habits(request: HttpRequest) -> HttpResponse:
    """When the digest comes. Raises Invalid for what is no rhythm or no hour."""
    rhythm, hour = request.POST.get("rhythm", ""), request.POST.get("hour", "")
    if rhythm not in Habit.RHYTHMS or hour not in HOURS:
        raise Invalid(_("Choose a rhythm and an hour from the list."))
    wishes.change_habit(actor_in(request).user_id or 0, rhythm=rhythm, hour=int(hour))
    messages.success(request, _("Saved."))
    return redirect("notifications:preferences")

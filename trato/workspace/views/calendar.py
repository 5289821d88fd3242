from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trato.records.acts import last_set
from trato.records.errors import Invalid, NotFound, Refused, Stale
from trato.web.addresses import address
from trato.web.answering import render
from trato.workspace import rendering
from trato.workspace.calendar import feed
from trato.workspace.calendar.asking import asked_of
from trato.workspace.calendar.moving import move, moved_to
from trato.workspace.calendar.page import calendar_page
from trato.workspace.reader import actor_in, formats_for, type_on_screen

if TYPE_CHECKING:
    from django.http import HttpRequest

TEMPLATE = "workspace/calendar.html"


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """One's own time, a colleague's or the team's."""
    actor = actor_in(request)
    formats = formats_for(actor)
    page = calendar_page(actor, asked_of(request.GET, formats), formats)
    return rendering.page(request, TEMPLATE, page)


def _file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def record_file(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """A record for another calendar."""
    actor = actor_in(request)
    text = feed.record_text(actor, type_on_screen(actor, type_key), pk, request.build_absolute_uri("/")[:-1])
    return _file(text, f"{type_key}-{pk}")


@login_not_required
@require_GET
def feed_file(request: HttpRequest) -> HttpResponse:
    """A person's calendar for a program that knows its secret."""
    try:
        actor = feed.owner_of(request.GET.get("token", ""))
    except NotFound:
        return HttpResponse(status=404)
    with translation.override(actor.language):
        return _file(feed.feed_text(actor, request.build_absolute_uri("/")[:-1]), "calendar")


@never_cache
@require_http_methods(["GET", "POST"])
def feed_page(request: HttpRequest) -> HttpResponse:
    """Where the secret address is made, shown once, and closed."""
    actor = actor_in(request)
    secret_url = ""
    if request.method == "POST" and request.POST.get("act") == "close":
        feed.revoke(actor)
        rendering.say(request, _("The address is closed."))
        return rendering.go(request, reverse("workspace:calendar_feed"))
    if request.method == "POST":
        query = urlencode({"token": feed.make(actor)})
        secret_url = request.build_absolute_uri(f"{reverse('workspace:calendar_file')}?{query}")
    context = {"secret_url": secret_url, "is_open": feed.feed_of(actor) is not None}
    return render(request, "workspace/calendar/feed.html", {"page": context})


@require_POST
def moved(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Something stands elsewhere now: the calendar anew, with the way back. Raises Denied, NotFound."""
    actor = actor_in(request)
    formats = formats_for(actor)
    asked = asked_of(request.POST, formats)
    wanted = {name: request.POST.get(name, "") for name in ("day", "at", "until", "owner")}
    said, problem = "", ""
    try:
        owner = move(actor, type_key, pk, **wanted)
        said = moved_to(actor, type_key, pk, formats, until=wanted["until"], owner=owner)
    except (Invalid, Refused, Stale) as error:
        problem = str(error.sentence)
    if not rendering.asks_fragment(request):
        rendering.say(request, problem or said, None if problem else last_set(type_key, pk))
        return rendering.go(request, asked.url())
    made = None if problem else last_set(type_key, pk)
    page = calendar_page(actor, asked, formats)
    page.said, page.is_refused = problem or said, bool(problem)
    page.undo_url = address("workspace:undo", made) if made else ""
    return rendering.block(request, TEMPLATE, "moved", page, status=422 if problem else 200)

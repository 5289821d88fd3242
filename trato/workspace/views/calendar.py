from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trato.records.errors import Invalid, Refused, Stale
from trato.workspace import rendering
from trato.workspace.actions import last_set
from trato.workspace.calendar.asking import asked_of
from trato.workspace.calendar.moving import move
from trato.workspace.calendar.page import calendar_page
from trato.workspace.reader import actor_in, address, formats_for

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


@require_POST
def moved(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Something stands elsewhere now: the calendar anew, with the way back. Raises Denied, NotFound."""
    actor = actor_in(request)
    formats = formats_for(actor)
    asked = asked_of(request.POST, formats)
    wanted = {name: request.POST.get(name, "") for name in ("day", "at", "until")}
    problem = ""
    try:
        move(actor, type_key, pk, **wanted)
    except (Invalid, Refused, Stale) as error:
        problem = str(error.sentence)
    if not rendering.asks_fragment(request):
        rendering.say(request, problem or _("Moved."), None if problem else last_set(actor, type_key, pk))
        return rendering.go(request, asked.url())
    made = None if problem else last_set(actor, type_key, pk)
    page = calendar_page(actor, asked, formats)
    page.said, page.is_refused = problem or _("Moved."), bool(problem)
    page.undo_url = address("workspace:undo", made) if made else ""
    return rendering.block(request, TEMPLATE, "moved", page, status=422 if problem else 200)

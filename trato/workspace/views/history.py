from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trato.records import undo as undoing
from trato.records.errors import NotFound
from trato.web.addresses import address
from trato.workspace import rendering
from trato.workspace.ledger import last_undoable
from trato.workspace.pages.act_page import act_panel, set_page
from trato.workspace.pages.history_page import history_page, recent_text
from trato.workspace.pages.toast_page import ToastPage
from trato.workspace.reader import actor_in, formats_for
from trato.workspace.views.undo import say_undone

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

HISTORY, SET, LAST = "workspace/history.html", "workspace/history_set.html", "workspace/undo_last.html"
#: Whoever takes back what was done so lately knows what it was.
JUST = timedelta(minutes=1)
#: What only the form says; its address says the same in one word.
FORM = {"from", "to"}


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """What was changed in thirty days, each act with its way back."""
    page = history_page(request)
    if rendering.asks_fragment(request) and "before" in request.GET:
        return rendering.block(request, HISTORY, "rows", page)
    if not all(request.GET.values()) or FORM & request.GET.keys():
        return rendering.go(request, page.filter.url())
    number = request.GET.get("open", "")
    if number.isdecimal() and len(number) < 19:
        with suppress(NotFound):
            page.panel = act_panel(request, int(number))
    return rendering.page(request, HISTORY, page)


@require_safe
def panel(request: HttpRequest, set_id: int) -> HttpResponse:
    """One act over the ledger."""
    return rendering.block(request, SET, "panel_alone", act_panel(request, set_id))


@require_safe
def one(request: HttpRequest, set_id: int) -> HttpResponse:
    """One act with every record that it touched."""
    page = set_page(request, set_id)
    if rendering.asks_fragment(request) and "after" in request.GET:
        return rendering.block(request, SET, "lines", page)
    if rendering.asks_fragment(request) and "bar" in request.GET:
        response = rendering.block(request, SET, "bar", page)
        if page.progress is None:
            response["HX-Refresh"] = "true"
        return response
    return rendering.page(request, SET, page)


@require_POST
def undo_row(request: HttpRequest, set_id: int) -> HttpResponse:
    """Take back what an act did to one record alone."""
    actor, number = actor_in(request), request.POST.get("id", "")
    if not number.isdecimal() or len(number) > 18:
        raise NotFound
    done = undoing.undo_row(actor, set_id, request.POST.get("type", ""), int(number))
    say_undone(request, actor, done)
    return rendering.go(request, rendering.way_back(request, address("workspace:history-set", set_id)))


@require_safe
def last(request: HttpRequest) -> HttpResponse:
    """One's own last act as a message with the way back, gone at once if it was only just.

    Without scripts the ledger.
    """
    actor = actor_in(request)
    if not rendering.asks_fragment(request):
        return rendering.go(request, address("workspace:history"))
    found = last_undoable(actor)
    page = ToastPage(_("You have changed nothing in the last minutes."), tone="bad")
    if found is not None:
        page = ToastPage(recent_text(actor, found, formats_for(actor)), address("workspace:undo", found.pk))
        page.at_once = found.via == actor.via and timezone.now() - found.at < JUST
    return rendering.block(request, LAST, "toast", page)

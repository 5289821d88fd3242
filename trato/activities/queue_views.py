"""One task after another: begun from a list, a selection or My day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trato.accounts.rights import Right
from trato.activities import queue as queues
from trato.activities.actions import complete_task
from trato.activities.day import put_off
from trato.activities.models import Task
from trato.activities.queue import DONE, LATER, SKIPPED, Queue
from trato.activities.queue_page import queue_page
from trato.activities.timeline.ahead import TASKS
from trato.records import access
from trato.records.acts import last_set
from trato.records.errors import Invalid, NotFound
from trato.records.registry import registry
from trato.web import returning
from trato.workspace import rendering
from trato.workspace.reader import actor_in, formats_for, list_url, type_on_screen

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from trato.accounts.actor import Actor


@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest, type_key: str) -> HttpResponse:
    """The task at hand; posted, what becomes of it, or which tasks the queue is of."""
    if type_key != TASKS:
        raise NotFound
    actor = actor_in(request)
    type_on_screen(actor, TASKS)
    data = request.POST if request.method == "POST" else request.GET
    if data.get("act"):
        return _act(request, actor)
    found = Queue.of(request.GET)
    if request.method == "GET" and found.ids:
        return rendering.page(request, "activities/queue.html", queue_page(request, _safe(request, found)))
    return _begin(request, actor, data)


def _begin(request: HttpRequest, actor: Actor, data: QueryDict) -> HttpResponse:
    """A queue of what a list holds now, or of the chosen tasks. Raises FilterError."""
    chosen = None
    if "ids" in data and data.get("all") != "1":
        chosen = tuple(int(one) for one in data.getlist("ids") if one.isdecimal() and len(one) < 19)
    back = data.get("back") or returning.way_back(request, list_url(TASKS))
    said = data.get("filter", "") if chosen is None else ""
    asked = said if "all" in data or chosen is not None else queues.whose(said)
    ids = queues.gather(actor, asked, data.get("sort", ""), chosen)
    if not ids:
        none = _("There are no open tasks here.") if asked == said else _("No open task here is yours.")
        rendering.say(request, none)
        return HttpResponseRedirect(_safe(request, Queue((), back=back)).back or list_url(TASKS), status=303)
    return HttpResponseRedirect(_safe(request, Queue(ids, back=back)).url, status=303)


def _safe(request: HttpRequest, found: Queue) -> Queue:
    """The way back is one of our own pages."""
    return found if returning.leads_back(request, found.back) else Queue(found.ids, found.did)


def _act(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Finish, skip or put off the task at hand, and on to the next. Raises Invalid, Denied."""
    found = _safe(request, Queue.of(request.POST))
    act, pk = request.POST["act"], found.current
    if request.method != "POST" or pk is None or request.POST.get("task") != str(pk):
        return HttpResponseRedirect(found.url, status=303)
    if act == "skip":
        return HttpResponseRedirect(found.past(SKIPPED).url, status=303)
    task = access.fetch(actor, registry.get(TASKS), pk, Right.EDIT)
    if task.status != Task.OPEN or task.archived_at is not None:
        return HttpResponseRedirect(found.url, status=303)
    if act == "done":
        complete_task(actor, task)
        said, letter = _("“%(name)s” is done.") % {"name": task.name}, DONE
    else:
        said, letter = _put_off(actor, task, act), LATER
    number = last_set(TASKS, pk)
    rendering.say(request, said, number)
    # What was due that day already is only gone past: no undo leads back to it.
    return HttpResponseRedirect(found.past(letter if number else SKIPPED).url, status=303)


def _put_off(actor: Actor, task: Task, act: str) -> str:
    """To the day that was chosen. Raises Invalid."""
    try:
        day = date.fromisoformat(act)
    except ValueError:
        raise Invalid(_("Expected a date."), field="act") from None
    put_off(actor, task.pk, day)
    said = _("%(name)s waits until %(day)s.")
    return said % {"name": task.name, "day": formats_for(actor).long_date(day)}

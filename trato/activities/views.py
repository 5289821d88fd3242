"""The timeline, the composer and the tasks of a record: parts of its page, or pages of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trato.accounts.rights import Right
from trato.activities import composing, record_panels
from trato.activities.actions import add_line, complete_task, hold_meeting, reopen_task, tick_line
from trato.activities.composer import FIELDS
from trato.activities.composing import Draft
from trato.activities.mentions import unseen
from trato.activities.timeline.ahead import CALLS, MEETINGS, NOTES, TASKS
from trato.activities.timeline.changes import given_from
from trato.activities.timeline.page import read_page
from trato.records import access, actions, rows
from trato.records.acts import last_set
from trato.records.errors import Invalid, NotFound
from trato.records.models import Change
from trato.records.registry import registry
from trato.records.stored import from_history
from trato.records.values import Ref
from trato.web.addresses import address
from trato.web.answering import render
from trato.workspace.reader import actor_in, capitalized, record_url
from trato.workspace.rendering import asks_fragment, say, way_back
from trato.workspace.spoken import clipped

if TYPE_CHECKING:
    from django.http import HttpRequest

    from trato.records.record_type import RecordType
    from trato.records.rows import Row

#: The event by which parts of a page learn that something happened to its record, and load themselves anew.
HAPPENED = "happened"


def _record(request: HttpRequest, type_key: str, pk: int) -> tuple[RecordType, Row]:
    """The type and the record, as far as the reader may see it. Raises NotFound."""
    return registry.get(type_key), rows.one(actor_in(request), type_key, pk)


def _whole(
    request: HttpRequest, record_type: RecordType, row: Row, heading: str, part: str, status: int = 200
) -> HttpResponse:
    """A part as a page of its own, with the way to its record."""
    title = str(row.get(record_type.title) or f"{record_type.label} {row.id}")
    context = {
        "part": part,
        "title": title,
        "heading": heading,
        "record_url": record_url(record_type.key, row.id),
        "sign": record_type.icon,
    }
    return render(request, "activities/whole.html", context, status=status)


@require_GET
def timeline(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    record_type, row = _record(request, type_key, pk)
    asked = {name: request.GET.get(name, "") for name in ("kind", "after", "day")}
    page = read_page(actor_in(request), record_type, row, **asked)
    if asks_fragment(request) and not page.is_first:
        return render(request, "activities/days.html", {"timeline": page})
    whole = render(request, "activities/timeline.html", {"timeline": page})
    return (
        whole
        if asks_fragment(request)
        else _whole(request, record_type, row, _("Timeline"), whole.content.decode())
    )


@require_GET
def changes(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    record_type, row = _record(request, type_key, pk)
    part = record_panels.changes(request, record_type, row)
    return (
        HttpResponse(part)
        if asks_fragment(request)
        else _whole(request, record_type, row, _("Changes"), part)
    )


@require_http_methods(["GET", "POST"])
def tasks(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    record_type, row = _record(request, type_key, pk)
    if request.method == "POST":
        draft = Draft(TASKS, request.POST.get("name", ""), {"due_on": request.POST.get("due_on", "")})
        made = composing.save(actor_in(request), type_key, pk, draft)
        return _done(request, _("Task added."), TASKS, made, record_url(type_key, pk))
    part = record_panels.open_tasks(request, record_type, row)
    return (
        HttpResponse(part) if asks_fragment(request) else _whole(request, record_type, row, _("Tasks"), part)
    )


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    record_type, row = _record(request, type_key, pk)
    if request.method == "GET":
        if asks_fragment(request):
            return HttpResponse(record_panels.composer(request, record_type, row))
        asked = {name: request.GET.get(name, "") for name in ("write", "after")}
        query = urlencode({name: text for name, text in asked.items() if text})
        return HttpResponseRedirect(f"{record_url(type_key, pk)}?{query}")
    draft = _written(request)
    try:
        made = composing.save(actor_in(request), type_key, pk, draft)
    except Invalid as error:
        part = record_panels.composer(request, record_type, row, draft, str(error.sentence))
        if asks_fragment(request):
            return HttpResponse(part, status=422)
        return _whole(request, record_type, row, _("Write"), part, 422)
    following = _following(draft)
    hidden = unseen(draft.kind, made, [Ref(type_key, pk)])
    if not asks_fragment(request):
        asked = {"write": following.kind, "after": following.after} if following.after else {}
        back = f"{record_url(type_key, pk)}{'?' if asked else ''}{urlencode(asked)}"
        answer = _done(request, f"{_('Saved.')} {hidden}".strip(), draft.kind, made, back)
        # What comes next is asked on the record, wherever one wrote.
        return HttpResponseRedirect(back) if asked else answer
    response = _done(request, f"{_('Saved.')} {hidden}".strip(), draft.kind, made, "")
    part = record_panels.composer(request, record_type, row, following)
    response.content = part.encode() + response.content
    return response


def _written(request: HttpRequest) -> Draft:
    kind = request.POST.get("kind", "")
    return Draft(
        kind if kind in record_panels.WRITTEN else NOTES,
        request.POST.get("text", "").replace("\0", ""),
        {name: request.POST.get(name, "") for name in FIELDS},
        request.POST.get("after", ""),
        request.FILES.getlist("files"),
    )


def _following(draft: Draft) -> Draft:
    """What one is likely to write next: after a call its next step, if none is planned."""
    asks = draft.kind == CALLS and not (draft.after or draft.given.get("follow_up"))
    return Draft(TASKS, after=CALLS) if asks else Draft(draft.kind)


@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Complete a task, or with `done=no` reopen it."""
    actor = actor_in(request)
    task = access.fetch(actor, registry.get(TASKS), pk, Right.EDIT)
    finishes = _finishes(request)
    (complete_task if finishes else reopen_task)(actor, task)
    return _done(request, _finished(task.name, finishes=finishes), TASKS, pk, record_url(TASKS, pk))


def _finishes(request: HttpRequest) -> bool:
    return request.POST.get("done") != "no"


def _finished(name: str, *, finishes: bool) -> str:
    return (_("“%(name)s” is done.") if finishes else _("“%(name)s” is open again.")) % {"name": name}


@require_http_methods(["GET", "POST"])
def checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines of a task; posted, one of them is ticked or a new one stands at the end."""
    record_type, row = _record(request, TASKS, pk)
    if request.method == "GET":
        part = record_panels.checklist(request, record_type, row)
        return (
            HttpResponse(part)
            if asks_fragment(request)
            else _whole(request, record_type, row, _("Checklist"), part)
        )
    text, line = request.POST.get("text", ""), request.POST.get("line", "")
    said = _finished(clipped(text), finishes=_finishes(request))
    if line:
        tick_line(actor_in(request), pk, _number(line), text, is_done=_finishes(request))
    else:
        add_line(actor_in(request), pk, text)
        said = _("“%(name)s” is added.") % {"name": clipped(text)}
    return _done(request, said, TASKS, pk, record_url(TASKS, pk))


@require_POST
def held(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting took place; on a record's timeline its composer asks what comes next."""
    actor = actor_in(request)
    meeting = access.fetch(actor, registry.get(MEETINGS), pk, Right.EDIT)
    hold_meeting(actor, meeting)
    said = _("“%(name)s” was held.") % {"name": meeting.name}
    type_key, _slash, number = request.POST.get("on", "").partition("/")
    response = _done(request, said, MEETINGS, pk, record_url(MEETINGS, pk))
    if asks_fragment(request) and registry.knows(type_key) and _number(number):
        record_type, row = _record(request, type_key, _number(number))
        following = Draft(TASKS, after=MEETINGS)
        part = record_panels.composer(request, record_type, row, following, is_aside=True)
        response.content += part.encode()
    return response


@require_POST
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    pins = request.POST.get("pinned") != "no"
    actions.change(actor_in(request), NOTES, pk, {"is_pinned": pins})
    return _done(
        request, _("Pinned.") if pins else _("Not pinned any more."), NOTES, pk, record_url(NOTES, pk)
    )


@require_POST
def put_back(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Give a field the value that it had before a change. Raises NotFound, Denied, Invalid."""
    actor, record_type = actor_in(request), registry.get(type_key)
    name, number = request.POST.get("field", ""), request.POST.get("change", "")
    access.fetch(actor, record_type, pk, Right.EDIT)
    change = Change.objects.filter(pk=_number(number), type=type_key, first_id=pk, op=Change.CHANGE).first()
    field = access.readable_fields(actor, record_type).get(name)
    if change is None or field is None or name not in (change.before or {}):
        raise NotFound
    value = from_history(record_type, name, (change.before or {})[name])
    kept: Any = given_from(value) if not isinstance(value, bool | int) else value
    actions.change(actor, type_key, pk, {name: kept})
    said = _("%(field)s: put back as before.") % {"field": capitalized(str(field.label))}
    return _done(request, said, type_key, pk, record_url(type_key, pk))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _done(request: HttpRequest, said: str, type_key: str, pk: int, otherwise: str) -> HttpResponse:
    """Say what was done, with its undo: in a toast alone, or after the redirect of a plain form."""
    made = last_set(type_key, pk)
    if not asks_fragment(request):
        say(request, said, made)
        return HttpResponseRedirect(way_back(request, otherwise))
    context = {"said": said, "undo_url": address("workspace:undo", made) if made else ""}
    response = render(request, "activities/said.html", context)
    response["HX-Trigger"] = HAPPENED
    return response

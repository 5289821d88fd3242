"""An act of a type's own: done at once, or after a dialog with what it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.http import HttpResponseNotAllowed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trato.accounts.rights import Right
from trato.records import access, actions, rows
from trato.records.acts import last_set
from trato.records.errors import Invalid, Needed, NotFound
from trato.records.work import together
from trato.workspace import rendering
from trato.workspace.moved import moved_to, way_of
from trato.workspace.pages.ask_page import Asked, AskPage, first_page, needed_in
from trato.workspace.planned import plan_url, planned_by
from trato.workspace.reader import actor_in, record_url, type_on_screen
from trato.workspace.views.records import named

if TYPE_CHECKING:
    from django.db import models
    from django.http import HttpRequest, HttpResponse

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType, Verb
    from trato.records.rows import Row

ASK = "workspace/ask.html"


@require_http_methods(["GET", "POST"])
def verb(request: HttpRequest, type_key: str, pk: int, name: str) -> HttpResponse:
    """Do it, or show what it asks for. Raises NotFound, Denied, Refused."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    found = next((one for one in record_type.verbs if one.name == name and one.has_form), None)
    if found is None:
        raise NotFound(_("There is no such act."))
    record = access.fetch(actor, record_type, pk, Right.EDIT)
    row = rows.one(actor, type_key, pk)
    asked = Asked(actor, record_type, row, found.asks)
    if request.method == "GET":
        if not asked.fields:
            return HttpResponseNotAllowed(["POST"])
        return rendering.either(request, ASK, "dialog", _page(found, record_type, pk, asked))
    try:
        _run(request, found, record, asked)
    except Invalid as error:
        if not (asked.fields or _was_asked(request, found) or isinstance(error, Needed)):
            raise
        return _again(request, actor, record_type, pk, found, error)
    said, made = _said(actor, record_type, found, row), last_set(type_key, pk)
    if request.POST.get("here") and rendering.asks_fragment(request):
        return rendering.told(request, said, made, _next_url(actor, found, row))
    back = rendering.way_back(request, record_url(type_key, pk))
    if found.then and urlsplit(back).path == record_url(type_key, pk):  # its own page asks what follows
        rendering.say(request, said, made)
        return rendering.go(request, f"{record_url(type_key, pk)}?{found.then}")
    rendering.say(request, said, made, then=_next_url(actor, found, row))
    return rendering.go(request, back)


def _run(request: HttpRequest, found: Verb, record: models.Model, asked: Asked) -> None:
    """Do it; with what else the dialog asked for, as one act."""
    actor, record_type = asked.actor, asked.record_type
    also = asked.more(name for name in request.POST.getlist("also") if name not in found.asks)
    given = asked.given(request.POST) if _is_filled(request, found) else {}
    if not also.fields:
        found.run(actor, record, **given)
        return
    with together(actor, f"{record_type.key}.change"):
        actions.change(actor, record_type.key, record.pk, also.given(request.POST))
        found.run(actor, record, **given)


def _next_url(actor: Actor, found: Verb, row: Row) -> str:
    """The form that plans what comes next with those whom it was about; empty where nothing follows."""
    planned = planned_by(actor) if found.then else None
    about = [(ref.type, ref.id) for ref in row.get("about") or () if ref.id]
    return plan_url(planned, about) if planned is not None and about else ""


def _said(actor: Actor, record_type: RecordType, found: Verb, row: Row) -> str:
    """What was done; of a record that moved by it, where to."""
    pk, way = row.id, way_of(record_type)
    name = named(record_type, pk)
    if way in row and access.visible_ids(actor, record_type, [pk]):
        field = access.readable_fields(actor, record_type)[way]
        if rows.one(actor, record_type.key, pk, columns=(way,))[way] != row[way]:
            return moved_to(actor, record_type, field, pk, name)
    return _("%(act)s: %(name)s") % {"act": found.said or found.label, "name": name}


def _is_filled(request: HttpRequest, found: Verb) -> bool:
    return any(name in request.POST for name in found.asks)


def _was_asked(request: HttpRequest, found: Verb) -> bool:
    return _is_filled(request, found) or "also" in request.POST


def _page(found: Verb, record_type: RecordType, pk: int, asked: Asked) -> AskPage:
    return AskPage(
        title=_("%(act)s: %(name)s") % {"act": found.label, "name": named(record_type, pk)},
        action=f"{record_url(record_type.key, pk)}/verbs/{found.name}",
        submit=str(found.label),
        back=record_url(record_type.key, pk),
        controls=asked.controls(needed=found.asks[: found.needs]),
    )


def _again(
    request: HttpRequest, actor: Actor, record_type: RecordType, pk: int, found: Verb, error: Invalid
) -> HttpResponse:
    """The dialog with what was posted and what is wrong with it."""
    missing = needed_in(request.POST, error)
    names = [*found.asks, *request.POST.getlist("also"), *missing]
    needed = [*found.asks[: found.needs], *missing]
    asked = Asked(actor, record_type, rows.one(actor, record_type.key, pk), names)
    page = _page(found, record_type, pk, asked)
    if first := asked.first(error):
        return rendering.either(
            request, ASK, "dialog", first_page(page.title, record_type, pk, first), status=422
        )
    is_first = not _was_asked(request, found)
    page.hidden = asked.carried(needed)
    page.controls = asked.controls(None if is_first else request.POST, None if is_first else error, needed)
    return rendering.either(request, ASK, "dialog", page, status=422)

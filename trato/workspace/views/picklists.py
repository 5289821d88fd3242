"""Lists that others choose from, in the settings: their order, what is new, and what goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trato.accounts.rights import Right
from trato.kernel.saying import sentences
from trato.records import access, picklists
from trato.records.acts import last_set
from trato.records.errors import Invalid, NotFound
from trato.records.rows.read import titles
from trato.workspace import rendering
from trato.workspace.pages.picklist_page import page_url, picklist_page
from trato.workspace.pages.removal_page import removal_page
from trato.workspace.pages.toast_page import ToastPage
from trato.workspace.reader import actor_in, type_on_screen

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from trato.records.record_type import RecordType

PAGE, REMOVAL, TOAST = (
    "workspace/picklist.html",
    "workspace/picklist_removal.html",
    "workspace/undo_last.html",
)


@require_http_methods(["GET", "HEAD", "POST"])
def picklist(request: HttpRequest, type_key: str) -> HttpResponse:
    """The page; posted, records are put in order or one is added. Raises NotFound, Denied, Stale."""
    record_type = _picklist_type(request, type_key)
    if request.method == "POST":
        return (_add if request.POST.get("step") == "add" else _arrange)(request, record_type)
    if picklists.part_of(record_type) is not None:
        return rendering.go(request, page_url(record_type))
    return rendering.page(request, PAGE, picklist_page(actor_in(request), record_type))


def _picklist_type(request: HttpRequest, type_key: str) -> RecordType:
    record_type = type_on_screen(actor_in(request), type_key)
    if record_type.picklist is None:
        raise NotFound
    return record_type


def _arrange(request: HttpRequest, record_type: RecordType) -> HttpResponse:
    """The order that was posted, or one record a step up or down in it."""
    ids = _numbers(request.POST, "ids")
    for name, step in (("up", -1), ("down", 1)):
        for pk in _numbers(request.POST, name):
            if pk in ids and 0 <= ids.index(pk) + step < len(ids):
                place = ids.index(pk)
                ids[place], ids[place + step] = ids[place + step], ids[place]
    done = picklists.arrange(actor_in(request), record_type.key, ids)
    text = _("The order is changed.") if done else _("They stand in this order already.")
    if rendering.asks_fragment(request):
        undo_url = reverse("workspace:undo", args=[done]) if done else ""
        return rendering.block(request, TOAST, "toast", ToastPage(text, undo_url))
    rendering.say(request, text, done)
    return rendering.go(request, page_url(record_type))


def _numbers(data: QueryDict, name: str) -> list[int]:
    return [int(one) for one in data.getlist(name) if one.isdecimal() and len(one) < 19]


def _add(request: HttpRequest, record_type: RecordType) -> HttpResponse:
    actor, data = actor_in(request), request.POST
    whole = next(iter(_numbers(data, "whole")), None)
    like = next(iter(_numbers(data, "like")), None)
    try:
        pk = picklists.add(actor, record_type.key, data.get("name", ""), whole=whole, like=like)
    except Invalid as error:
        page = picklist_page(actor, picklists.part_of(record_type) or record_type)
        page.error, page.typed, page.typed_in = _told(error), data.get("name", ""), whole or 0
        return rendering.page(request, PAGE, page, status=422)
    said = _("“%(name)s” is added.") % {"name": titles(record_type.key, [pk])[pk]}
    rendering.say(request, said, last_set(record_type.key, pk))
    return rendering.go(request, f"{page_url(record_type)}#{record_type.key}-{pk}")


def _told(error: Invalid) -> str:
    return sentences(one.sentence for one in getattr(error, "problems", [error]))


@require_http_methods(["GET", "HEAD", "POST"])
def removal(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Where what stands in it goes; posted, it goes. Raises NotFound, Denied, Refused, Stale."""
    actor, record_type = actor_in(request), _picklist_type(request, type_key)
    record = access.fetch(actor, record_type, pk, Right.DELETE)
    given = {name: request.POST.get(name, "") for name in request.POST if name.startswith("by-")}
    if request.method != "POST":
        return rendering.either(request, REMOVAL, "dialog", removal_page(actor, record_type, pk, {}))
    version = next(iter(_numbers(request.POST, "version")), None)
    own = f"by-{record_type.key}-{pk}"
    parts = {name.rpartition("-")[2]: value for name, value in given.items() if name != own}
    try:
        done = picklists.replace(actor, record, by=given.get(own), parts=parts, version=version)
    except Invalid as error:
        page = removal_page(actor, record_type, pk, given)
        page.error = _told(error)
        return rendering.either(request, REMOVAL, "dialog", page, status=422)
    if done.is_running:
        return rendering.go(request, reverse("workspace:history-set", args=[done.set]))
    said = _("“%(name)s” is removed.") % {"name": record}
    rendering.say(request, said, done.set)
    return rendering.go(request, page_url(record_type))

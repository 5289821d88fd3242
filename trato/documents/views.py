"""Files come in, go out as downloads, get another name, and leave for the bin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trato.accounts.rights import Right
from trato.documents import record_panels
from trato.documents.actions import FILES, add_files
from trato.documents.kinds import PICTURES, SERVED, UNKNOWN
from trato.documents.names import clean_name
from trato.documents.storage import largest, path_of
from trato.records import access, actions, rows
from trato.records.acts import last_set
from trato.records.errors import Invalid, NotFound
from trato.records.registry import registry
from trato.web.addresses import address
from trato.web.answering import render
from trato.workspace import rendering
from trato.workspace.pages.ask_page import Asked
from trato.workspace.reader import actor_in, list_url, record_url
from trato.workspace.rendering import asks_fragment, say, way_back

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, QueryDict
    from django.http.response import HttpResponseBase

#: Files that one request may bring, each of the largest size.
MOST_AT_ONCE = 8
#: What a browser may do with a file that somebody uploaded: nothing.
SANDBOX = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PROTECTIONS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": SANDBOX,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}
BRING = "documents/bring.html"
#: The event by which other parts of a page learn that something happened to its record.
HAPPENED = "happened"


def _bearable(request: HttpRequest) -> None:
    """Refuse a request that brings too much, before anything reads its body. Raises Invalid."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_AT_ONCE * largest():
        raise Invalid(_("That is too much at once; add fewer files."), field="files")


@dataclass
class BringPage:
    """The dialog that uploads files, with what it asks about them."""

    action: str
    list_url: str
    controls: list[dict[str, Any]]


@csrf_exempt  # the check follows, once the size is known to be bearable: it would read the whole body
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Upload files, about records or about none (`files`, `about`)."""
    _bearable(request)
    answer: HttpResponse = _bring(request)
    return answer


@csrf_protect
def _bring(request: HttpRequest) -> HttpResponse:
    actor, record_type = actor_in(request), registry.get(FILES)
    access.require(actor, record_type, Right.CREATE)
    asked = Asked(actor, record_type, None, ("about",))
    if request.method == "GET":
        return rendering.either(request, BRING, "dialog", _bring_page(asked, request.GET))
    try:
        made = add_files(actor, _uploads(request), asked.given(request.POST).get("about") or [])
    except Invalid as problem:
        page = _bring_page(asked, request.POST, problem)
        return rendering.either(request, BRING, "dialog", page, status=422)
    say(request, _added(made), last_set(FILES, made[0]))
    listed = list_url(FILES)
    return rendering.go(request, way_back(request, listed) if asks_fragment(request) else listed)


def _bring_page(asked: Asked, data: QueryDict, problem: Invalid | None = None) -> BringPage:
    rest = asked.controls(data, problem)
    is_about_files = problem is not None and not any(one["error"] for one in rest)
    drop = {
        "name": "files",
        "label": _("Files"),
        "kind": "file",
        "multiple": True,
        "title": _("Choose files"),
        "hint": record_panels.limit(),
        "error": problem.sentence if problem is not None and is_about_files else "",
    }
    return BringPage(address("documents:bring"), list_url(FILES), [drop, *rest])


def _uploads(request: HttpRequest) -> list[UploadedFile[Any]]:
    """The files that a form brings. Raises Invalid."""
    uploads = request.FILES.getlist("files")
    if not uploads:
        raise Invalid(_("Choose a file first."), field="files")
    return uploads


def _added(made: Sequence[int]) -> str:
    return ngettext("%(number)s file added.", "%(number)s files added.", len(made)) % {"number": len(made)}


@csrf_exempt  # as above
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Add files to a record (`type`, `id`, `files`)."""
    _bearable(request)
    answer: HttpResponse = _upload(request)
    return answer


@csrf_protect
def _upload(request: HttpRequest) -> HttpResponse:
    actor, key, number = actor_in(request), request.POST.get("type", ""), request.POST.get("id", "")
    record_type = registry.get(key)
    pk = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    row = rows.one(actor, key, pk)
    made = add_files(actor, _uploads(request), [{"type": key, "id": pk}])
    if not asks_fragment(request):
        return _told(request, _added(made), made[0], record_url(key, pk))
    response = HttpResponse(record_panels.files(request, record_type, row))
    response["HX-Trigger"] = HAPPENED
    return response


@require_GET
def files(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """The panel of a record's files: alone for scripts, as a page without them."""
    record_type = registry.get(type_key)
    row = rows.one(actor_in(request), type_key, pk)
    part = record_panels.files(request, record_type, row)
    if asks_fragment(request):
        return HttpResponse(part)
    title = str(row.get(record_type.title) or f"{record_type.label} {pk}")
    context = {"part": part, "title": title, "record_url": record_url(type_key, pk), "sign": record_type.icon}
    return render(request, "documents/whole.html", context)


@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The bytes, to be kept and never run; `?inline=1` shows a picture inside a page."""
    file = access.fetch(actor_in(request), registry.get(FILES), pk)
    path = path_of(file.stored_as)
    if path is None:
        raise NotFound(_("The contents of this file are gone."))
    tag = f'"{file.digest}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    inline = "inline" in request.GET and file.content_type in PICTURES
    response = FileResponse(
        path.open("rb"),
        as_attachment=not inline,
        filename=clean_name(file.name),
        content_type=file.content_type if file.content_type in SERVED else UNKNOWN,
    )
    for name, value in {**PROTECTIONS, "ETag": tag}.items():
        response[name] = value
    return response


@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    name = request.POST.get("name", "")
    if not name.strip():
        raise Invalid(_("A file needs a name."), field="name")
    actions.change(actor_in(request), FILES, pk, {"name": clean_name(name)})
    return _told(request, _("Renamed."), pk, record_url(FILES, pk))


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    file = access.fetch(actor_in(request), registry.get(FILES), pk, Right.DELETE)
    actions.archive(actor_in(request), FILES, [pk])
    return _told(request, _("“%(name)s” is in the bin.") % {"name": file.name}, pk, record_url(FILES, pk))


def _told(request: HttpRequest, said: str, pk: int, otherwise: str) -> HttpResponse:
    """Say what was done, with its undo: in a toast alone, or after the redirect of a plain form."""
    made = last_set(FILES, pk)
    if not asks_fragment(request):
        say(request, said, made)
        return HttpResponseRedirect(way_back(request, otherwise))
    context: dict[str, Any] = {"said": said, "undo_url": address("workspace:undo", made) if made else ""}
    response = render(request, "documents/said.html", context)
    response["HX-Trigger"] = HAPPENED
    return response

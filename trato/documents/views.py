"""Files come in, go out as downloads, get another name, and leave for the bin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import FileResponse, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from trato.accounts.rights import Right
from trato.documents import record_panels
from trato.documents.actions import FILES, add_files
from trato.documents.kinds import PICTURES, SERVED, UNKNOWN
from trato.documents.names import clean_name
from trato.documents.storage import largest, path_of
from trato.records import access, actions, rows
from trato.records.errors import Invalid, NotFound
from trato.records.models import Change
from trato.records.registry import registry
from trato.web.addresses import address
from trato.workspace.reader import actor_in, record_url
from trato.workspace.rendering import asks_fragment, say, way_back

if TYPE_CHECKING:
    from django.http import HttpRequest
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
#: The event by which other parts of a page learn that something happened to its record.
HAPPENED = "happened"


@csrf_exempt  # the check follows, once the size is known to be bearable: it would read the whole body
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Add files to a record (`type`, `id`, `files`)."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_AT_ONCE * largest():
        raise Invalid(_("That is too much at once; add fewer files."), field="files")
    answer: HttpResponse = _upload(request)
    return answer


@csrf_protect
def _upload(request: HttpRequest) -> HttpResponse:
    actor, key, number = actor_in(request), request.POST.get("type", ""), request.POST.get("id", "")
    record_type = registry.get(key)
    pk = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    row = rows.one(actor, key, pk)
    uploads = request.FILES.getlist("files")
    if not uploads:
        raise Invalid(_("Choose a file first."), field="files")
    made = add_files(actor, uploads, [{"type": key, "id": pk}])
    said = ngettext("%(number)s file added.", "%(number)s files added.", len(made)) % {"number": len(made)}
    if not asks_fragment(request):
        return _told(request, said, made[0], record_url(key, pk))
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
    mine = Change.objects.filter(type=FILES, first_id=pk, change_set__actor_id=actor_in(request).user_id)
    made = mine.order_by("-pk").values_list("change_set_id", flat=True).first()
    if not asks_fragment(request):
        say(request, said, made)
        return HttpResponseRedirect(way_back(request, otherwise))
    context: dict[str, Any] = {"said": said, "undo_url": address("workspace:undo", made) if made else ""}
    response = render(request, "documents/said.html", context)
    response["HX-Trigger"] = HAPPENED
    return response

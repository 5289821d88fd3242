"""The import screen: choose a file, say what its columns are, watch it come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trato.accounts.rights import Right
from trato.records import access
from trato.records.errors import Denied, Invalid, Refused
from trato.records.registry import registry
from trato.records.transactions import write_transaction
from trato.transfer.models import Upload
from trato.transfer.pages.choices import type_choices
from trato.transfer.pages.past import PastImport, past_imports, unfinished
from trato.transfer.pages.preparing import prepare_page
from trato.transfer.pages.running import running_page
from trato.transfer.rights import importable_type, may_import
from trato.transfer.tasks import run_import
from trato.transfer.uploads import discard, keep, largest, largest_in_megabytes, upload_of
from trato.transfer.views.forms import options_from
from trato.transfer.views.requests import ActorRequest, asks_fragment, block, formats_for
from trato.web.answering import render

if TYPE_CHECKING:
    from trato.accounts.actor import Actor

#: What a form weighs beside its file.
FORM = 64 * 1024
LATEST = 5


@dataclass(frozen=True)
class StartPage:
    """The types one may bring rows into, and what came in before."""

    types: list[tuple[str, str]]
    type: str
    most: int
    problem: str
    unfinished: list[dict[str, str]]
    past: list[PastImport]


@csrf_exempt  # the check follows, once the size is known to be bearable: it would read the whole body
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: ActorRequest) -> HttpResponse:
    """Choose a type and a file."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.method == "POST" and (not length.isdigit() or int(length) > largest() + FORM):
        sentence = _("This file is too large: it may have %(most)s MB.")
        return _start_page(request, sentence % {"most": largest_in_megabytes()})
    answer: HttpResponse = _start(request)
    return answer


@csrf_protect
def _start(request: ActorRequest) -> HttpResponse:
    if request.method != "POST":
        return _start_page(request)
    try:
        key = request.POST.get("type", "")
        if key:
            importable_type(request.actor, key)
        elif not may_import(request.actor):
            raise Denied
        if "file" not in request.FILES:
            raise Invalid(_("Choose a file first."), field="file")
        upload = keep(request.actor, key, cast("Any", request.FILES["file"]))
    except Invalid as error:
        return _start_page(request, str(error))
    return HttpResponseRedirect(reverse("transfer:upload", args=[upload.pk]))


def _start_page(request: ActorRequest, problem: str = "") -> HttpResponse:
    actor = request.actor
    types = type_choices(actor)
    if not types:
        raise Denied(_("You may not bring rows in from files."))
    formats = formats_for(actor)
    page = StartPage(
        [("", _("Found out from its columns")), *types],
        request.POST.get("type") or request.GET.get("type") or "",
        largest_in_megabytes(),
        problem,
        unfinished(actor, formats),
        past_imports(actor, formats, LATEST),
    )
    return render(request, "transfer/start.html", {"page": page}, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def upload_page(request: ActorRequest, pk: int) -> HttpResponse:
    """Where an upload stands: to be prepared, running, stopped, or done."""
    upload = _mine(request.actor, pk)
    if request.method == "POST":
        return _told(request, upload)
    if upload.state == Upload.State.NEW:
        page = prepare_page(request.actor, upload, formats_for(request.actor))
        return render(request, "transfer/prepare.html", {"page": page})
    if upload.state == Upload.State.DONE and upload.change_set_id is not None:
        return HttpResponseRedirect(reverse("transfer:set", args=[upload.change_set_id]))
    page_ = running_page(upload, formats_for(request.actor))
    return render(request, "transfer/running.html", {"page": page_})


def _mine(actor: Actor, pk: int) -> Upload:
    upload = upload_of(actor, pk)
    access.require(actor, registry.get(upload.type), Right.IMPORT)
    return upload


def _told(request: ActorRequest, upload: Upload) -> HttpResponse:
    """Keep what the form says; then try it out again, or begin with what has been seen."""
    if upload.state != Upload.State.NEW:
        raise Refused(_("This import has begun already."))
    key = request.POST.get("type") or upload.type
    is_retyped = key != upload.type
    upload.type = importable_type(request.actor, key).key
    upload.options, upload.problem = options_from(request, upload, is_retyped=is_retyped), ""
    with write_transaction():
        upload.save(update_fields=["type", "options", "problem"])
    formats = formats_for(request.actor)
    page = prepare_page(request.actor, upload, formats)
    if request.POST.get("do") != "start" or is_retyped or not page.may_start:
        refused = bool(page.problem) or (page.is_open and request.POST.get("do") == "start")
        return render(request, "transfer/prepare.html", {"page": page}, status=422 if refused else 200)
    _queue(upload)
    return HttpResponseRedirect(reverse("transfer:upload", args=[upload.pk]))


def _queue(upload: Upload) -> None:
    upload.state, upload.queued_at = Upload.State.QUEUED, timezone.now()
    upload.is_to_stop, upload.started_at, upload.problem = False, None, ""
    with write_transaction():
        upload.save(update_fields=["state", "queued_at", "is_to_stop", "started_at", "problem"])
        run_import.enqueue(upload.pk)


@require_safe
def progress(request: ActorRequest, pk: int) -> HttpResponse:
    """The bar alone; once there is nothing to wait for, the page that comes next."""
    upload = _mine(request.actor, pk)
    here = reverse("transfer:upload", args=[upload.pk])
    if not asks_fragment(request):
        return HttpResponseRedirect(here)
    if not upload.is_under_way:
        return HttpResponse(headers={"HX-Redirect": here})
    return block(request, "transfer/running.html", "bar", running_page(upload, formats_for(request.actor)))


@require_POST
def stop(request: ActorRequest, pk: int) -> HttpResponse:
    """Stop after the batch that is under way; one that waits does not begin."""
    upload = _mine(request.actor, pk)
    with write_transaction():
        waiting = Upload.objects.filter(pk=upload.pk, state=Upload.State.QUEUED)
        state = Upload.State.STOPPED if upload.change_set_id else Upload.State.NEW
        if not waiting.update(state=state):
            Upload.objects.filter(pk=upload.pk, state=Upload.State.RUNNING).update(is_to_stop=True)
    return HttpResponseRedirect(reverse("transfer:upload", args=[upload.pk]))


@require_POST
def resume(request: ActorRequest, pk: int) -> HttpResponse:
    upload = _mine(request.actor, pk)
    if upload.state != Upload.State.STOPPED:
        raise Refused(_("This import has not been stopped."))
    _queue(upload)
    return HttpResponseRedirect(reverse("transfer:upload", args=[upload.pk]))


@require_POST
def forget(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a file away that has not come in."""
    upload = _mine(request.actor, pk)
    if upload.state != Upload.State.NEW:
        raise Refused(_("This import has begun already."))
    discard(upload)
    return HttpResponseRedirect(reverse("transfer:import"))

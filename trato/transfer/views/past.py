"""Past imports: what they did, their refused rows, and taking them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trato.records.errors import Denied
from trato.records.transactions import write_transaction
from trato.transfer.pages.past import PastImport, past_imports, set_page
from trato.transfer.refused import refused_rows
from trato.transfer.rights import may_import
from trato.transfer.tasks import undo_import
from trato.transfer.undoing import begin_undo, import_of
from trato.transfer.views.requests import ActorRequest, formats_for
from trato.web.answering import render

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

MOST = 200


@dataclass(frozen=True)
class PastPage:
    """The latest imports."""

    imports: list[PastImport]


@require_safe
def past(request: ActorRequest) -> HttpResponse:
    _require(request)
    page = PastPage(past_imports(request.actor, formats_for(request.actor), MOST))
    return render(request, "transfer/past.html", {"page": page})


def _require(request: ActorRequest) -> None:
    if not may_import(request.actor):
        raise Denied(_("You may not bring rows in from files."))


@require_safe
def one(request: ActorRequest, pk: int) -> HttpResponse:
    """What one import did."""
    _require(request)
    page = set_page(request.actor, import_of(request.actor, pk), formats_for(request.actor))
    return render(request, "transfer/set.html", {"page": page})


@require_safe
def refused(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The refused rows with their reasons, as a file."""
    _require(request)
    found = import_of(request.actor, pk)
    response = StreamingHttpResponse(refused_rows(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{found.pk}.csv"'
    return response


@require_POST
def undo(request: ActorRequest, pk: int) -> HttpResponse:
    """Take an import back, in the background."""
    _require(request)
    found = import_of(request.actor, pk)
    begin_undo(found)
    with write_transaction():
        undo_import.enqueue(found.pk, request.actor.user_id or 0)
    return HttpResponseRedirect(reverse("transfer:set", args=[found.pk]))

"""The API described: a page for people, OpenAPI for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.views.decorators.http import require_safe

from trato.accounts.actor import API, SCREEN, Actor, actor_of
from trato.accounts.rights import Right
from trato.api import reference
from trato.api.answers import Answer
from trato.api.openapi.document import document
from trato.api.tokens import actor_from
from trato.records import access
from trato.records.registry import registry
from trato.web.answering import render

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.api.call import Call


@login_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The overview, or with `?type=` one type."""
    actor = actor_of(request.user, SCREEN)  # type: ignore[arg-type]  # signed in, so one of ours
    request.actor = actor  # type: ignore[attr-defined]  # the page's frame asks for it
    site = request.build_absolute_uri("/").rstrip("/")
    key = request.GET.get("type", "")
    if not key:
        page = reference.overview(actor, site)
    else:
        record_type = registry.get(key)
        access.require(actor, record_type, Right.READ)
        page = reference.of_type(actor, record_type, site)
    return render(request, "api/reference.html", {"page": page})


def actor_of_reader(request: HttpRequest) -> Actor:
    """Who reads the document: a token's user, or somebody who is signed in and looks at the page."""
    if "Authorization" not in request.headers and request.user.is_authenticated:
        return actor_of(request.user, API)
    return actor_from(request)


def openapi(call: Call, /) -> Answer:
    """OpenAPI 3.1 of what the actor may do."""
    call.query()
    return Answer(document(call.actor))

"""What all views of this room need: who asks, their formats, and one block of a page alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import loader
from django.utils.translation import get_language

from trato.records import snapshot
from trato.web.formats import Formats

if TYPE_CHECKING:
    from trato.accounts.actor import Actor


class ActorRequest(HttpRequest):
    """A request of a signed-in person."""

    actor: Actor


def formats_for(actor: Actor) -> Formats:
    """Numbers and dates as this person writes them."""
    workspace = snapshot.current().workspace
    zone = actor.time_zone or workspace.time_zone
    return Formats(get_language() or actor.language, zone, workspace.currency)


def block(request: ActorRequest, template: str, name: str, page: Any) -> HttpResponse:
    """One block of a page's own template, alone."""
    found = loader.get_template(template)
    context = {"page": page, "request": request, "csrf_token": get_token(request)}
    for processor in found.backend.template_context_processors:  # type: ignore[attr-defined]  # Jinja2's backend
        context.update(processor(request))
    inner = found.template  # type: ignore[attr-defined]  # Jinja2's own
    return HttpResponse("".join(inner.blocks[name](inner.new_context(context))))


def asks_fragment(request: ActorRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def say(request: ActorRequest, text: str, undo: int | None = None) -> None:
    """What has been done, with the way back, on the next page."""
    messages.success(request, text, extra_tags=f"undo:{undo}" if undo else "")

"""Somebody leaves: who gets what, and what is still with those who have left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from trato.accounts.rights import Right
from trato.records import access, handover
from trato.records.errors import Denied, Invalid, Refused
from trato.records.handover import USERS
from trato.records.registry import registry
from trato.workspace import rendering
from trato.workspace.pages.handover_page import STAYS, hand_over_page, leavers_page
from trato.workspace.reader import actor_in, formats_for, record_url

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.accounts.actor import Actor

ASK, LEAVERS = "workspace/hand_over.html", "workspace/leavers.html"


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """What a person has and who is to get it; posted, they get it. Raises NotFound, Denied."""
    actor = actor_in(request)
    user = access.fetch(actor, registry.get(USERS), pk, Right.EDIT)
    _require(actor)
    if request.method != "POST":
        return rendering.either(request, ASK, "dialog", hand_over_page(actor, pk, {}))
    data = request.POST
    chosen = {
        name.removeprefix("to-"): value for name, value in data.items() if name.startswith("to-") and value
    }
    try:
        done = handover.hand_over(
            actor,
            user,
            to=data.get("to"),
            apart={key: None if value == STAYS else value for key, value in chosen.items()},
            everything=bool(data.get("everything")),
            leaves=bool(data.get("leaves")),
        )
    except (Invalid, Refused) as error:
        page = hand_over_page(actor, pk, data.dict())
        page.errors = [{"field": error.field if error.field.startswith("to") else "", "text": str(error)}]
        return rendering.either(request, ASK, "dialog", page, status=422)
    if done.is_running:
        return rendering.go(request, reverse("workspace:history-set", args=[done.set]))
    said = ngettext(
        "One record of %(name)s is handed over.",
        "%(count)s records of %(name)s are handed over.",
        done.changed,
    )
    values = {"count": formats_for(actor).number(done.changed), "name": user.name}
    rendering.say(request, said % values, done.set)
    return rendering.go(request, rendering.way_back(request, record_url(USERS, pk)))


def _require(actor: Actor) -> None:
    if not actor.administers:
        raise Denied(_("Only administrators hand over the records of others."))


@require_safe
def leavers(request: HttpRequest) -> HttpResponse:
    """Open work of people who have left. Raises Denied."""
    _require(actor_in(request))
    return rendering.page(request, LEAVERS, leavers_page(actor_in(request)))

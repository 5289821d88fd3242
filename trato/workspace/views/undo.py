from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from trato.records import rows
from trato.records import undo as undoing
from trato.records.errors import RecordError
from trato.workspace import rendering
from trato.workspace.reader import actor_in, list_url

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.accounts.actor import Actor
    from trato.records.undo import Undone


@require_POST
def undo(request: HttpRequest, set_id: int) -> HttpResponse:
    """Take an act back, and say what stands in the way of the rest."""
    actor = actor_in(request)
    done = undoing.undo(actor, set_id)
    rendering.say(request, sentence(done), done.set if done.undone else None)
    return rendering.go(request, still_there(actor, rendering.way_back(request, "/")))


def sentence(done: Undone) -> str:
    """What went back, and the first reason for what did not."""
    undone = ngettext("Undone for one record.", "Undone for %(count)s records.", done.undone) % {
        "count": done.undone
    }
    if not done.kept:
        return undone
    kept = ngettext(
        "One stays as it is: %(reason)s", "%(count)s stay as they are: %(reason)s", len(done.kept)
    )
    return " ".join(
        [
            undone if done.undone else _("Not undone."),
            kept % {"count": len(done.kept), "reason": done.kept[0].reason},
        ]
    )


def still_there(actor: Actor, url: str) -> str:
    """The page one was on; the list, when its record has gone with the act."""
    try:
        match = resolve(urlsplit(url).path)
    except Resolver404:
        return url
    if match.namespace != "workspace" or "pk" not in match.kwargs:
        return url
    try:
        rows.one(actor, match.kwargs["type_key"], match.kwargs["pk"], columns=())
    except RecordError:
        return list_url(match.kwargs["type_key"])
    return url

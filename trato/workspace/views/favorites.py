from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.workspace import rendering
from trato.workspace.favorites import set_favorite
from trato.workspace.reader import actor_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_POST
def favorite(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """A record or a saved view comes into one's sidebar, or goes out of it."""
    is_on = request.POST.get("on") == "1"
    name = set_favorite(actor_in(request), type_key, pk, on=is_on)
    said = _("“%(name)s” is among your favorites.") if is_on else _("“%(name)s” is no longer a favorite.")
    rendering.say(request, said % {"name": name})
    return rendering.go(request, rendering.way_back(request, "/"))

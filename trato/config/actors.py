"""Who asks: every request of a signed-in person has its actor, and refusals become answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.template import loader
from django.utils.translation import gettext as _

from trato.accounts.actor import SCREEN, actor_of
from trato.config.errors import API, problem
from trato.records import snapshot
from trato.records.errors import RecordError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

STATIC = "/static/"


class ActorMiddleware:
    """Sets `request.actor`, sees to fresh fields and rights, and answers what the engine refuses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = None  # type: ignore[attr-defined]  # ours, for every view
        if not request.path.startswith((STATIC, "/healthz")):
            snapshot.refresh()
            if not request.path.startswith(API) and request.user.is_authenticated:
                request.actor = actor_of(request.user, SCREEN)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not isinstance(exception, RecordError):
            return None
        sentence = str(exception.sentence)
        if request.path.startswith(API):
            return problem(exception.status, sentence)
        if request.headers.get("HX-Request"):
            page = loader.get_template("refused_toast.html").render({"sentence": sentence}, request)
            response = HttpResponse(page, status=exception.status)
            response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "beforeend"
            return response
        context = {"sentence": sentence, "status": exception.status, "title": _title(exception.status)}
        page = loader.get_template("refused.html").render(context, request)
        return HttpResponse(page, status=exception.status)


def _title(status: int) -> str:
    titles = {403: _("Not allowed"), 404: _("Not found"), 409: _("Not now"), 412: _("Changed meanwhile")}
    return titles.get(status, _("Something is not right"))

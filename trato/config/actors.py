"""Who asks: every request of a signed-in person has its actor, and refusals become answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.template import loader
from django.utils.translation import gettext as _

from trato.accounts.actor import SCREEN, actor_of
from trato.config.errors import API, answer, problem
from trato.config.health import HEALTH
from trato.records import once, snapshot
from trato.records.acts import acting
from trato.records.errors import DoneBefore, RecordError
from trato.records.reading import reading
from trato.web.returning import came_from
from trato.workspace.refusals import linked, meant

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

STATIC = "/static/"
#: What a page calls the thing that it sends; sent again under the same name, it is not done again.
ONCE = "X-Once"
#: The method is none of the address's.
NO_PAGE = 405


class FreshMiddleware:
    """Looks whether fields, rights, settings and what is kept at hand are old, before anything asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith((STATIC, HEALTH)):
            session = request.session
            snapshot.refresh(session.read_with_numbers() if session.session_key else None)  # type: ignore[attr-defined]  # ours
        with reading(), acting():
            return self.get_response(request)


class ActorMiddleware:
    """Sets `request.actor`, and answers what the engine refuses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = None  # type: ignore[attr-defined]  # ours, for every view
        if not request.path.startswith((STATIC, HEALTH, API)) and request.user.is_authenticated:
            request.actor = actor_of(request.user, SCREEN)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if response.status_code == NO_PAGE and not request.path.startswith(API):
            return self.no_page(request, response)
        return response

    def no_page(self, request: HttpRequest, refused: HttpResponseBase) -> HttpResponseBase:
        """An address that only does something was opened: Django's answer would be empty."""
        sentence = _("There is nothing to see at this address. Nothing was changed.")
        stranger = request.actor is None  # type: ignore[attr-defined]  # ours
        page = (answer if stranger else self.refusal)(request, NO_PAGE, sentence)
        page["Allow"] = refused["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not isinstance(exception, RecordError):
            return None
        if request.path.startswith(API):
            return problem(exception.status, str(exception.sentence))
        actor, match = request.actor, request.resolver_match  # type: ignore[attr-defined]  # ours
        error = meant(actor, exception, match.kwargs if match else {})
        return self.refusal(request, error.status, linked(actor, error))

    def refusal(self, request: HttpRequest, status: int, sentence: str) -> HttpResponse:
        """A toast on the page that stays, else a page of its own."""
        if request.headers.get("HX-Request"):
            page = loader.get_template("refused_toast.html").render({"sentence": sentence}, request)
            response = HttpResponse(page, status=status)
            response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "beforeend"
            return response
        # Who sent a form goes back to it; a page that was asked for has no other place.
        back = came_from(request) if request.method == "POST" else ""
        context = {"sentence": sentence, "status": status, "title": _title(status), "back": back}
        page = loader.get_template("refused.html").render(context, request)
        return HttpResponse(page, status=status)


class OnceMiddleware:
    """What a page sends again because the answer got lost is done once; it is shown anew, and says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        name = request.headers.get(ONCE, "")
        actor = request.actor  # type: ignore[attr-defined]  # set before this
        if not name or actor is None or request.method != "POST":
            return self.get_response(request)
        try:
            with once.sent_as(actor, name):
                return self.get_response(request)
        except DoneBefore as error:
            return self.told(request, error)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        return self.told(request, exception) if isinstance(exception, DoneBefore) else None

    def told(self, request: HttpRequest, error: DoneBefore) -> HttpResponse:
        messages.info(request, str(error.sentence))
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})


def _title(status: int) -> str:
    titles = {
        403: _("Not allowed"),
        404: _("Not found"),
        NO_PAGE: _("Not found"),
        409: _("Not now"),
        412: _("Changed meanwhile"),
    }
    return titles.get(status, _("Something is not right"))

"""What a failed request gets: a page for people, `application/problem+json` for programs."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template import loader
from django.urls import is_valid_path
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext as _

API = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, 400, _("This request could not be understood."))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, 403, _("You may see this, but not do that."))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    other = _without_slash(request)
    return (
        HttpResponseRedirect(other)
        if other
        else answer(request, 404, _("There is nothing here that you may see."))
    )


def _without_slash(request: HttpRequest) -> str:
    """The address that was meant by one with a slash too many; the other way round is Django's."""
    path = request.path_info.rstrip("/")
    is_unknown = request.method == "GET" and request.resolver_match is None
    if path == request.path_info or not is_unknown or not is_valid_path(path):
        return ""
    place, mark, query = request.get_full_path().partition("?")
    return escape_leading_slashes(place.rstrip("/") + mark + query)


def server_error(request: HttpRequest) -> HttpResponse:
    sentence = _("Something went wrong on our side. Nothing was changed.")
    try:
        return answer(request, 500, sentence)
    except Exception:  # noqa: BLE001  # whatever broke may break the error page too
        return HttpResponse(sentence, status=500, content_type="text/plain; charset=utf-8")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return answer(request, 403, _("This page was open for too long. Load it again and repeat what you did."))


def answer(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """The sentence in the form that this caller reads."""
    if request.path.startswith(API):
        return problem(status, sentence)
    # Without the request: whatever failed may be what a page's frame would ask for.
    page = loader.get_template(f"{status}.html").render({"sentence": sentence, "status": status})
    return HttpResponse(page, status=status)


def problem(status: int, sentence: str) -> JsonResponse:
    """RFC 9457."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": sentence}
    return JsonResponse(body, status=status, content_type="application/problem+json")

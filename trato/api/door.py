"""The one way into the API: token, language, method, and every refusal as a problem."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.db import DataError
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from trato.api import problems
from trato.api.answers import Answer
from trato.api.call import LARGEST_ID, Call
from trato.api.errors import MethodNotAllowed
from trato.api.idempotency import once
from trato.api.tokens import actor_from
from trato.records.errors import Invalid, NotFound, RecordError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.accounts.actor import Actor

log = logging.getLogger("trato.api")


#: Answers one method of one address: called with the call, and with the parts of the address by name.
Handler = Callable[..., Answer]


def endpoint(
    *, identify: Callable[[HttpRequest], Actor] = actor_from, **handlers: Handler
) -> Callable[..., HttpResponse]:
    """A view of these methods: `endpoint(GET=list_rows, POST=create_row)`."""
    if "GET" in handlers:
        handlers["HEAD"] = handlers["GET"]
    allowed = (*handlers, "OPTIONS")

    @csrf_exempt
    @login_not_required
    def view(request: HttpRequest, **path: Any) -> HttpResponse:
        return _respond(request, lambda: _answer(request, identify, handlers, allowed, path))

    view.methods = allowed  # type: ignore[attr-defined]  # for whoever lists the doors
    return view


@csrf_exempt
@login_not_required
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Every other address under /api/."""

    def refuse() -> Answer:
        raise NotFound(_("The API has no address “%(path)s”.") % {"path": request.path})

    return _respond(request, refuse)


def _respond(request: HttpRequest, act: Callable[[], Answer]) -> HttpResponse:
    """Answer in the caller's language; whatever happens, programs get JSON."""
    with translation.override(translation.get_language()):
        if "Accept-Language" in request.headers:
            translation.activate(translation.get_language_from_request(request))
        try:
            answer = act()
        except RecordError as error:
            answer = problems.problem(error, request.path)
        except (DataError, OverflowError):  # such as a number that the database's column is too narrow for
            answer = problems.problem(Invalid(_("A value is too large to be kept.")), request.path)
        except Exception:
            log.exception("the API failed", extra={"path": request.path})
            answer = problems.fault(request.path)
        answer.headers.setdefault("Content-Language", translation.get_language() or "en")
    answer.headers.setdefault("Cache-Control", "private, no-cache")
    response = answer.response(with_content=request.method != "HEAD")
    patch_vary_headers(response, ("Authorization", "Accept-Language"))
    return response


def _answer(
    request: HttpRequest,
    identify: Callable[[HttpRequest], Actor],
    handlers: dict[str, Handler],
    allowed: tuple[str, ...],
    path: dict[str, Any],
) -> Answer:
    actor = identify(request)
    if "Accept-Language" not in request.headers:
        translation.activate(actor.language)
    method = request.method or ""
    if method == "OPTIONS":
        return Answer(None, 204, {"Allow": ", ".join(allowed)})
    if method not in handlers:
        raise MethodNotAllowed(method, allowed)
    if any(isinstance(part, int) and part > LARGEST_ID for part in path.values()):
        raise NotFound
    call, handler = Call(request, actor), handlers[method]
    if method == "POST":
        return once(call, lambda: handler(call, **path))
    return handler(call, **path)

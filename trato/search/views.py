"""Search over everything: a page, its fragment as one types, and records to choose from."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trato.search.asking import Question
from trato.search.options import options_of
from trato.search.results import groups_for
from trato.web.answering import render

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.accounts.actor import Actor

RECORDS = "records"


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Results for `?q=`: a fragment for htmx, else the page; `in=records` leaves out the rest."""
    question = Question.of(request.GET.get("q", ""), only_records=request.GET.get("in") == RECORDS)
    nothing = _("Nothing found for “%(words)s”.") % {"words": question.text}
    context = {
        "found": partial(groups_for, _actor(request), question, visited=request.GET.get("visited", "")),
        "words": question.text,
        "nothing": nothing if question.text else "",
        "typed": request.GET.get("q", "")[:200],
    }
    name = "search/results.html" if request.headers.get("HX-Request") else "search/page.html"
    response = render(request, name, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_GET
def options(request: HttpRequest, type_key: str) -> HttpResponse:
    """`{"options": [{"id", "label", "hint"}]}` for a combobox; ids of any type read `deals/3`."""
    question = Question.of(request.GET.get("q", ""))
    return JsonResponse({"options": options_of(_actor(request), type_key, question)})


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set for every signed-in request
    return actor

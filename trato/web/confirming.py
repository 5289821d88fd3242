"""A question before something that is hard to take back: over the page, or on a page of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trato.web.answering import render

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

TEMPLATE = "web/confirm.html"


@dataclass
class ConfirmPage:
    """What is asked, and the form that answers it."""

    title: str
    text: str
    action: str
    submit: str
    cancel_url: str
    hidden: list[tuple[str, str]] = field(default_factory=list)
    #: Where the page of its own stands, as a toolbar shows it; the workspace finds it by `cancel_url`.
    trail: list[dict[str, str]] = field(default_factory=list)


def ask(request: HttpRequest, page: ConfirmPage) -> HttpResponse:
    """The question itself."""
    block = "dialog" if request.headers.get("HX-Request") else ""
    return render(request, TEMPLATE, {"page": page}, block=block)

"""The door of the stream: who asks is known here; the server's front keeps it open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from trato.live import news
from trato.live.telling import EVERYTHING, message, told_to

if TYPE_CHECKING:
    from django.http import HttpRequest

    from trato.accounts.actor import Actor

#: How long a browser waits before it asks again, in milliseconds.
RETRY = 5000


@dataclass(frozen=True)
class Reader:
    """Whose stream it is, the session that it lives as long as, and the last event that was told."""

    user_id: int
    session: str
    number: int


class Events(HttpResponse):
    """What a page has missed; a front that can goes on telling from here, any other server ends it."""

    def __init__(self, content: bytes, reader: Reader) -> None:
        super().__init__(content, content_type="text/event-stream")
        self.reader = reader
        self["Cache-Control"] = "no-store"
        # A proxy must pass each event on at once.
        self["X-Accel-Buffering"] = "no"


@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """Server-sent events: which records changed, by type, as far as the reader may see them.

    `after` is the last event that the page knew when it was made; a browser that lost the stream names the
    last one it heard.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set for every signed-in request
    number = _number(request.headers.get("Last-Event-ID")) or _number(request.GET.get("after"))
    missed = news.after(number)
    content = f"retry: {RETRY}\n\n".encode()
    if missed is None:
        number = news.last_number()
        content += message(number, EVERYTHING)
    elif missed:
        number = max(item.number for item in missed)
        content += message(number, told_to(actor, missed))
    return Events(content, Reader(actor.user_id or 0, request.session.session_key or "", number))


def _number(text: Any) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 18 else 0

"""My day, and what takes a line off it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.records import day, rows, snapshot
from trato.records.acts import last_set
from trato.records.errors import NotFound
from trato.records.transactions import write_transaction
from trato.web import looking
from trato.workspace import rendering
from trato.workspace.models import Snooze
from trato.workspace.pages.day_page import day_page, forget_past
from trato.workspace.pages.since import come, since
from trato.workspace.reader import actor_in, formats_for, type_on_screen
from trato.workspace.views.records import named

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.accounts.actor import Actor
    from trato.records.day import Queue
    from trato.records.record_type import RecordType


def my_day(request: HttpRequest) -> HttpResponse:
    """What matters and what waits, for this person."""
    actor = actor_in(request)
    page = day_page(actor)
    if before := come(actor, by_itself=looking.by_itself(request)):
        page.since = since(actor, before, formats_for(actor))
    return rendering.page(request, "workspace/day.html", page)


@require_POST
def later(request: HttpRequest) -> HttpResponse:
    """Put a line off until the next working day; one that was only hidden comes back by `back`.

    Raises NotFound.
    """
    actor = actor_in(request)
    asked = request.GET if "back" in request.GET else request.POST
    queue = next((one for one in day.queues() if one.key == asked.get("queue")), None)
    type_key, number = asked.get("type", ""), asked.get("id", "")
    if queue is None or not number.isdecimal() or len(number) > 18:
        raise NotFound
    record_type, pk = type_on_screen(actor, type_key), int(number)
    rows.one(actor, type_key, pk, columns=())
    line = {"user_id": actor.user_id or 0, "queue": queue.key, "type": type_key, "record_id": pk}
    if asked is request.GET:
        with write_transaction():
            Snooze.objects.filter(**line).delete()
        rendering.say(request, _("Undone: %(name)s.") % {"name": named(record_type, pk)})
    else:
        _put_off(request, actor, record_type, queue, line)
    return rendering.go(request, rendering.way_back(request, "/"))


def _put_off(
    request: HttpRequest, actor: Actor, record_type: RecordType, queue: Queue, line: dict[str, Any]
) -> None:
    """To another day where that is the reader's to say, else out of their sight until then."""
    type_key, pk = record_type.key, line["record_id"]
    formats = formats_for(actor)
    until = snapshot.current().workspace.hours.next_day(formats.today + timedelta(days=1))
    move = queue.mover(type_key)
    set_id, back, said = None, "", _("%(name)s waits until %(day)s.")
    if move is not None:
        move(actor, pk, until)
        set_id = last_set(type_key, pk)
    else:
        if record_type.calendar is not None:  # somebody else may count on its hour
            said = _("%(name)s is hidden here until %(day)s. Its own day stays.")
        forget_past(actor)
        with write_transaction():
            Snooze.objects.update_or_create(**line, defaults={"until": until})
        wanted = {"queue": queue.key, "type": type_key, "id": pk, "back": "1"}
        back = f"{reverse('workspace:later')}?{urlencode(wanted)}"
    names = {"name": named(record_type, pk), "day": formats.long_date(until)}
    rendering.say(request, said % names, set_id, back)

"""How many rows the addresses of lists lead to, asked for once the page with their links has come."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.http import JsonResponse, QueryDict
from django.urls import Resolver404, get_script_prefix, resolve
from django.views.decorators.http import require_GET

from trato.records import rows
from trato.records.errors import NotFound, RecordError
from trato.workspace.address import ListAddress, is_bare
from trato.workspace.reader import actor_in, formats_for, type_on_screen
from trato.workspace.views_of import opens, whole

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.accounts.actor import Actor

MOST = 80
#: So many seconds may pass before one more is counted row by row; what is left then is not told.
PATIENCE = 0.2


@require_GET
def counts(request: HttpRequest) -> HttpResponse:
    """The number of rows of each `at`, as people read it: exact where counters know it, else capped.

    What cannot be read, may not be seen or would keep them waiting is left out.
    """
    actor = actor_in(request)
    told: dict[tuple[str, str], rows.Count] = {}
    left: list[tuple[str, str]] = []
    meant: dict[str, tuple[str, str]] = {}
    for at in dict.fromkeys(request.GET.getlist("at")[:MOST]):
        try:
            address = _list_at(actor, at)
            wanted = meant[at] = (address.type_key, address.filter or "")
            known = None if wanted in told else rows.counted(actor, wanted[0], filter=wanted[1])
        except (RecordError, Resolver404, ValueError):
            continue
        if known is not None:
            told[wanted] = known[0]
        elif wanted not in told:
            left.append(wanted)
    began = perf_counter()
    for wanted in dict.fromkeys(left):
        if perf_counter() - began > PATIENCE:
            break
        told[wanted] = rows.count(actor, wanted[0], filter=wanted[1])
    formats = formats_for(actor)
    found = ((at, told[wanted]) for at, wanted in meant.items() if wanted in told)
    return JsonResponse({at: formats.count(one.number, capped=one.capped) for at, one in found})


def _list_at(actor: Actor, at: str) -> ListAddress:
    """The list that an address leads to, with everything said. Raises NotFound, Resolver404, ValueError."""
    parts = urlsplit(at)
    match = resolve(f"/{parts.path.removeprefix(get_script_prefix())}")
    if match.view_name != "workspace:list":
        raise NotFound
    record_type = type_on_screen(actor, match.kwargs["type_key"])
    data = QueryDict(parts.query)
    address = ListAddress.of(record_type.key, data)
    if address.as_of:
        raise NotFound
    if is_bare(record_type, data):
        address = opens(actor, record_type) or address
    return whole(actor, address)

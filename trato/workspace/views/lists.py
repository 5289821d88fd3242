from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.http import JsonResponse
from django.views.decorators.http import require_GET

from trato.records import filters, rows
from trato.records.errors import FilterError, NotFound
from trato.workspace import rendering
from trato.workspace.address import SAFE, ListAddress, is_bare
from trato.workspace.columns import linked_fields, offered_fields, shown_fields
from trato.workspace.pages.columns_page import ColumnsPage, column_line
from trato.workspace.pages.filter_page import filter_page, new_filter
from trato.workspace.pages.filter_words import offered
from trato.workspace.pages.list_page import ListPage, list_page
from trato.workspace.pages.record_page import record_page
from trato.workspace.reader import actor_in, capitalized, type_on_screen
from trato.workspace.views import boards
from trato.workspace.views_of import opens, whole

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

LIST = "workspace/list.html"


def rows_of(request: HttpRequest, type_key: str) -> HttpResponse:
    """The list; for htmx the rows after a cursor alone."""
    record_type = type_on_screen(actor_in(request), type_key)
    if rendering.asks_fragment(request) and "column" in request.GET:
        return boards.more_cards(request, record_type)
    first = _opens_with(actor_in(request), record_type, request) or _settled(record_type, request)
    if first:
        return rendering.go(request, first)
    page = list_page(request, record_type)
    if rendering.asks_fragment(request) and ("after" in request.GET or "in" in request.GET):
        return rendering.block(request, LIST, "rows", page)
    _open(request, record_type, page)
    return rendering.page(request, LIST, page, status=422 if page.error else 200)


def _opens_with(actor: Actor, record_type: RecordType, request: HttpRequest) -> str:
    """The address that a person's bare list means: a view, or what is open; empty where it means itself."""
    if request.method != "GET" or not is_bare(record_type, request.GET):
        return ""
    bare, meant = ListAddress.of(record_type.key, request.GET), opens(actor, record_type)
    if meant is None:
        return ""
    still_open = meant.filter
    if still_open and not rows.read(actor, record_type.key, columns=(), filter=still_open, limit=1).rows:
        return ""
    return bare.but(view=meant.view, filter=still_open).url()


def _settled(record_type: RecordType, request: HttpRequest) -> str:
    """The same address with a filter that means the same in every language; empty where it does already."""
    typed = request.GET.get("filter", "").strip()
    words = filters.settled(actor_in(request), record_type, typed) if typed else typed
    if words == typed:
        return ""
    query = request.GET.copy()
    query["filter"] = words
    pairs = [(name, value) for name, values in query.lists() for value in values]
    return f"{request.path}?{urlencode(pairs, quote_via=quote, safe=SAFE)}"


def _open(request: HttpRequest, record_type: RecordType, page: ListPage) -> None:
    """The record of `?open=` over the list; one that is gone leaves the list as it is."""
    pk = request.GET.get("open", "")
    if not pk.isdecimal() or len(pk) > 18:
        return
    try:
        page.panel = record_page(
            request, record_type, int(pk), is_panel=True, list_query=page.address.query()
        )
    except NotFound as error:
        page.problem = page.problem or str(error.sentence)


def columns(request: HttpRequest, type_key: str) -> HttpResponse:
    """Which columns the list shows."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    address = ListAddress.of(type_key, request.GET)
    said = whole(actor, address)
    shown, _problem = shown_fields(actor, record_type, said.columns)
    names = [one.name for one in shown]
    rest = [one for one in offered_fields(actor, record_type) if one.name not in names]
    lines = [column_line(one, shown) for one in [*shown, *rest]]
    groups = [
        (capitalized(link.label), [column_line(one, shown) for one in behind if one.name not in names])
        for link, behind in linked_fields(actor, record_type)
    ]
    page = ColumnsPage(record_type, address, lines, groups)
    return rendering.either(request, "workspace/columns.html", "dialog", page)


def add_filter(request: HttpRequest, type_key: str) -> HttpResponse:
    """The dialog of one condition; filled in, it leads to the list with it."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    address = ListAddress.of(type_key, request.GET)
    address = address.but(filter=whole(actor, address).filter or None) if address.filter is None else address
    page = filter_page(actor, record_type, address, request.GET)
    if request.GET.get("add") and page.asked is not None:
        try:
            return rendering.go(
                request, address.but(filter=new_filter(actor, page, page.asked, request.GET)).url()
            )
        except FilterError as error:
            page.error = str(error.sentence)
            return rendering.either(request, "workspace/filter.html", "dialog", page, status=422)
    return rendering.either(request, "workspace/filter.html", "dialog", page)


@require_GET
def filter_words(request: HttpRequest, type_key: str) -> HttpResponse:
    """What may come next in a filter in words, after what `?q=` has of it."""
    actor = actor_in(request)
    return JsonResponse(offered(actor, type_on_screen(actor, type_key), request.GET.get("q", "")))

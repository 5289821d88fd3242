"""Records that turn out to be one: with which, what is kept, and the merge itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trato.records.errors import Invalid, NotFound, Stale
from trato.records.merge import merge as merge_records
from trato.records.merge import standing_for
from trato.web.addresses import address
from trato.workspace import rendering
from trato.workspace.pages import merge_page as pages
from trato.workspace.reader import actor_in, list_url, record_url, type_on_screen

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

MERGE = "workspace/merge.html"


def pick(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """With which other record this one is to be merged."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    pages.require_merging(actor, record_type)
    page = pages.pick_page(actor, record_type, pk, address("search:options", type_key))
    return rendering.either(request, "workspace/merge_pick.html", "dialog", page)


def merge(request: HttpRequest, type_key: str) -> HttpResponse:
    """Side by side; sent, they become one. Somebody was quicker: the same page with what is so now."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    pages.require_merging(actor, record_type)
    data = request.POST if request.method == "POST" else request.GET
    ids = pages.ids_in(data)
    into = data.get("into", "")
    kept = int(into) if into.isdecimal() and int(into) in ids else None
    back = rendering.way_back(request, list_url(type_key))
    chosen = pages.chosen_in(actor, record_type, data)
    if request.method != "POST":
        page = pages.merge_page(actor, record_type, ids, kept, back, chosen)
        return rendering.page(request, MERGE, page)
    if kept is None:
        raise Invalid(_("Say which record stays."))
    try:
        return _merge(request, actor, record_type, [kept, *[pk for pk in ids if pk != kept]], chosen)
    except Stale as error:
        page = pages.merge_page(actor, record_type, ids, kept, back, chosen)
        page.error = str(error.sentence)
        return rendering.page(request, MERGE, page, status=412)


def _merge(
    request: HttpRequest, actor: Actor, record_type: RecordType, ids: list[int], chosen: dict[str, int]
) -> HttpResponse:
    versions = pages.versions_in(request.POST, ids)
    number = merge_records(actor, record_type.key, ids[0], ids[1:], chosen, versions)
    said = ngettext(
        "One record was merged into this one.", "%(count)s records were merged into this one.", len(ids) - 1
    )
    rendering.say(request, said % {"count": len(ids) - 1}, number)
    return rendering.go(request, record_url(record_type.key, ids[0]))


def onward(actor: Actor, record_type: RecordType, pk: int, part: str = "") -> HttpResponse:
    """From the address of a record that was merged away to the one that stands. Raises NotFound."""
    into = standing_for(actor, record_type, pk)
    if into is None:
        raise NotFound
    return HttpResponseRedirect(f"{record_url(record_type.key, into)}{part}")

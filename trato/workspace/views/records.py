from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.accounts.rights import Right
from trato.records import access, actions
from trato.records.errors import NotFound, Refused
from trato.records.rows.read import titles
from trato.web import confirming
from trato.workspace import rendering
from trato.workspace.ledger import titles_for
from trato.workspace.pages.picklist_page import page_url
from trato.workspace.pages.record_page import is_archived, record_page
from trato.workspace.reader import actor_in, capitalized, list_url, record_url, type_on_screen
from trato.workspace.views.merge import onward

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.records.record_type import RecordType


def record(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """A record's whole page."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    try:
        page = record_page(request, record_type, pk)
    except NotFound:
        return onward(actor, record_type, pk)
    return rendering.page(request, "workspace/record.html", page)


def panel(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """The record over its list; opened by itself, it is the page."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    if not rendering.asks_fragment(request):
        return rendering.go(request, record_url(type_key, pk))
    try:
        page = record_page(request, record_type, pk, is_panel=True)
    except NotFound:
        return onward(actor, record_type, pk, "/panel")
    return rendering.block(request, "workspace/record.html", "panel_alone", page)


def named(record_type: RecordType, pk: int) -> str:
    """What the record is called, for a sentence."""
    return titles(record_type.key, [pk]).get(pk) or f"{capitalized(record_type.label)} {pk}"


@require_POST
def archive(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Into the bin."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    result = actions.archive(actor, type_key, [pk])
    rendering.say(request, _("%(name)s is in the bin.") % {"name": named(record_type, pk)}, result.set)
    return rendering.go(request, page_url(record_type) or list_url(type_key))


@require_POST
def restore(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Out of the bin."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    result = actions.archive(actor, type_key, [pk], archived=False)
    rendering.say(request, _("%(name)s is back.") % {"name": named(record_type, pk)}, result.set)
    return rendering.go(request, rendering.way_back(request, record_url(type_key, pk)))


def purge(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Gone for good, after a question; a record with a bin must lie in it."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    access.fetch(actor, record_type, pk, Right.DELETE)
    if record_type.is_archivable and not is_archived(actor, record_type, pk):
        raise Refused(_("It must be in the bin before it can be deleted for good."))
    name = titles_for(actor, record_type, [pk]).get(pk) or named(record_type, pk)
    if request.method == "POST":
        result = actions.purge(actor, type_key, [pk])
        rendering.say(request, _("%(name)s is deleted.") % {"name": name}, result.set)
        return rendering.go(request, page_url(record_type) or list_url(type_key))
    page = confirming.ConfirmPage(
        title=_("Delete %(name)s for good?") % {"name": name},
        text=_("It disappears from every list. For 30 days you can undo this."),
        action=f"{record_url(type_key, pk)}/purge",
        submit=_("Delete for good"),
        cancel_url=record_url(type_key, pk),
    )
    return rendering.either(request, confirming.TEMPLATE, "dialog", page)

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from trato.accounts.rights import Right
from trato.records import access, actions
from trato.records.errors import Invalid
from trato.web import confirming
from trato.workspace import rendering
from trato.workspace.pages.bin_page import bin_page
from trato.workspace.pages.bulk_page import Chosen, noun
from trato.workspace.reader import actor_in, formats_for, type_on_screen

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.accounts.actor import Actor

BIN = "workspace/bin.html"


@require_http_methods(["GET", "POST"])
def bin_of(request: HttpRequest) -> HttpResponse:
    """What was put away: to be brought back, or deleted for good."""
    if request.method == "POST":
        return _act(request, actor_in(request))
    page = bin_page(request)
    if rendering.asks_fragment(request) and "after" in request.GET:
        return rendering.block(request, BIN, "rows", page)
    return rendering.page(request, BIN, page)


def _act(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Restore the chosen rows, or after a question delete them."""
    record_type = type_on_screen(actor, request.POST.get("type", ""))
    ids = list(Chosen.of(record_type, request.POST).ids)
    if not ids:
        raise Invalid(_("Choose some rows first."))
    back = f"{request.path}?type={record_type.key}"
    count = noun(record_type, len(ids), formats_for(actor).number(len(ids)))
    if request.POST.get("step") == "restore":
        result = actions.archive(actor, record_type.key, ids, archived=False)
        rendering.say(request, _("Brought back: %(rows)s.") % {"rows": count}, result.set)
        return rendering.go(request, back)
    if not request.POST.get("sure"):
        hidden = [
            ("type", record_type.key),
            ("step", "purge"),
            ("sure", "1"),
            *(("ids", str(pk)) for pk in ids),
        ]
        question = confirming.ConfirmPage(
            title=_("Delete %(rows)s for good?") % {"rows": count},
            text=ngettext(
                "It disappears from every list. For 30 days you can undo this.",
                "They disappear from every list. For 30 days you can undo this.",
                len(ids),
            ),
            action=request.path,
            submit=_("Delete for good"),
            cancel_url=back,
            hidden=hidden,
        )
        return rendering.either(request, confirming.TEMPLATE, "dialog", question)
    result = actions.purge(actor, record_type.key, _in_the_bin(actor, record_type.key, ids))
    rendering.say(request, _("Deleted: %(rows)s.") % {"rows": count}, result.set)
    return rendering.go(request, back)


def _in_the_bin(actor: Actor, type_key: str, ids: list[int]) -> list[int]:
    """Those that still lie there: what somebody brought back meanwhile stays."""
    rows = access.visible_rows(actor, type_on_screen(actor, type_key), Right.DELETE)
    return list(rows.filter(pk__in=ids, archived_at__isnull=False).values_list("pk", flat=True))

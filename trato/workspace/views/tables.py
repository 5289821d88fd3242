"""The table of a record: its editor, and saving it as one change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trato.records import actions, rows
from trato.records.acts import last_set
from trato.records.errors import Invalid, NotFound, Stale
from trato.workspace import rendering
from trato.workspace.pages.table_page import fill, given_rows, sent_lines, table_field, table_page
from trato.workspace.reader import actor_in, onward_url, type_on_screen
from trato.workspace.views.lines import with_editor

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "POST"])
def table(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """The record with its editor open; posted, saved and back. Raises NotFound, Denied."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    shown = table_field(actor, record_type)
    if shown is None:
        raise NotFound
    row = rows.one(actor, type_key, pk)
    page = table_page(actor, record_type, row, shown)
    if request.method == "GET":
        return with_editor(request, record_type, pk, "table", page)
    lines = sent_lines(shown, request.POST)
    try:
        if request.POST.get("was") not in {None, "", page.was}:
            raise Stale(_("Somebody changed these lines meanwhile. Save again to keep yours."))
        was = {shown.name: shown.to_json(row[shown.name])}
        actions.change(actor, type_key, pk, {shown.name: given_rows(shown, lines)}, was=was)
    except (Invalid, Stale) as error:
        fill(page, actor, shown, lines, error)
        return with_editor(request, record_type, pk, "table", page, status=422)
    rendering.say(request, _("Saved."), last_set(type_key, pk))
    return rendering.go(request, onward_url(actor, record_type, pk))

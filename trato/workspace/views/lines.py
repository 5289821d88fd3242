"""The lines of a record: the editor, what it would come to, and saving it as one change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trato.records import actions, rows
from trato.records.acts import last_set
from trato.records.contexts import context_for
from trato.records.errors import Invalid, NotFound, Stale
from trato.workspace import rendering
from trato.workspace.line_form import LineForm
from trato.workspace.pages.lines_page import (
    LinesPage,
    add_up,
    described,
    lines_field,
    lines_page,
    mark,
    money,
    slots,
)
from trato.workspace.pages.record_page import record_page
from trato.workspace.reader import actor_in, formats_for, onward_url, type_on_screen

if TYPE_CHECKING:
    from django.http import HttpRequest

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

TEMPLATE = "workspace/lines.html"


@require_http_methods(["GET", "POST"])
def lines(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """The record with its editor open; posted, saved and back. `?preview=1` only says what they come to."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    shown = lines_field(actor, record_type)
    if shown is None:
        raise NotFound
    row = rows.one(actor, type_key, pk)
    page = lines_page(actor, record_type, row, shown)
    if request.method == "GET":
        return with_editor(request, record_type, pk, "lines", page)
    form = LineForm(request.POST, actor, record_type, shown, row[shown.name])
    if request.GET.get("preview"):
        return _preview(request, page, form)
    is_stale = request.POST.get("was") not in {None, "", page.was}
    try:
        if is_stale:
            raise Stale(_("Somebody changed these lines meanwhile. Save again to keep yours."))
        given = _given(request, page, form)
        was = {name: record_type.fields[name].to_json(row[name]) for name in given if name in row}
        actions.change(actor, type_key, pk, given, was=was)
    except (Invalid, Stale) as error:
        form.rename()
        mark(page, error, form.keys)
        page.rows, page.currency = form.plain_rows(), form.currency or page.currency
        return with_editor(request, record_type, pk, "lines", page, status=422)
    said = _("%(field)s follows the line items.") % {"field": page.amount_label}
    if shown.worth not in given:
        said = _saved(actor, lines_page(actor, record_type, rows.one(actor, type_key, pk), shown))
    rendering.say(request, said, last_set(type_key, pk))
    onward = onward_url(actor, record_type, pk)
    return rendering.go(request, f"{onward}?tab=lines" if onward == page.record_url else onward)


def _given(request: HttpRequest, page: LinesPage, form: LineForm) -> dict[str, Any]:
    """What is to be changed: the lines, as far as they were sent, and the amount that is to follow them."""
    taken = request.POST.get("follow")
    if taken is None:
        return {form.shown.name: form.given()}
    if taken != page.amount_was:
        raise Stale(_("Somebody set another amount meanwhile."))
    lines = {form.shown.name: form.given()} if "line" in request.POST else {}
    return lines | {form.shown.worth: None}


def _saved(actor: Actor, page: LinesPage) -> str:
    """That it is done; and which amount of somebody's own stayed: the foot may be out of sight."""
    if not page.differs:
        return _("Line items saved.")
    kept = {"field": page.amount_label, "amount": money(formats_for(actor), page.amount)}
    return _("Line items saved. %(field)s stays at %(amount)s.") % kept


def with_editor(
    request: HttpRequest, record_type: RecordType, pk: int, tab: str, page: Any, status: int = 200
) -> HttpResponse:
    """The record's page with the editor of its lines as it is here."""
    editor = render_to_string(f"workspace/parts/{tab}.html", {"page": page}, request)
    whole = record_page(request, record_type, pk, part=(tab, editor))
    return rendering.page(request, "workspace/record.html", whole, status=status)


def _preview(request: HttpRequest, page: LinesPage, form: LineForm) -> HttpResponse:
    """The totals of each line and of all, prices that the catalog gives, and mistakes, out of band."""
    formats = formats_for(form.actor)
    page.wrong = dict.fromkeys(slots(form.sent_keys), "")
    try:
        given = form.record_type.prepare({form.shown.name: form.given()}, context_for(form.actor), None)
        found = form.shown.parse(given[form.shown.name], context_for(form.actor))
    except Invalid as error:
        page.rows = []
        mark(page, error, form.keys)
        return rendering.block(request, TEMPLATE, "outputs", page)
    page.rows = [described(key, line, formats) for key, line in zip(form.keys, found, strict=True)]
    sent = {one["key"]: one for one in form.plain_rows()}
    page.filled = [one for one in page.rows if one["price"] and not sent[one["key"]]["price"]]
    add_up(page, found, formats)
    return rendering.block(request, TEMPLATE, "outputs", page)

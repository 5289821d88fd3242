"""One field of one record: its editor, and the value once it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trato.accounts.rights import Right
from trato.records import access, actions, rows
from trato.records.acts import last_set
from trato.records.contexts import context_for
from trato.records.errors import Invalid, NotFound, Stale
from trato.web.values import shown as value_html
from trato.workspace import controls, rendering
from trato.workspace.actions import was_of, who_changed
from trato.workspace.cells import Cells
from trato.workspace.moved import moved_to, way_of
from trato.workspace.pages.fact_page import FactPage
from trato.workspace.pages.facts import fact_of
from trato.workspace.pages.fields import control
from trato.workspace.reader import (
    actor_in,
    capitalized,
    formats_for,
    onward_url,
    record_url,
    type_on_screen,
)
from trato.workspace.views.records import named

if TYPE_CHECKING:
    from django.http import HttpRequest

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.rows import Row

FACT = "workspace/fact.html"


@dataclass
class Edited:
    """The field in question and its record as it is now."""

    actor: Actor
    record_type: RecordType
    field: Field
    row: Row
    is_cell: bool

    @property
    def value(self) -> Any:
        return self.row[self.field.name]

    @property
    def plain(self) -> Any:
        return controls.shown(self.field, self.value, self.actor.time_zone)

    @property
    def url(self) -> str:
        return f"{record_url(self.record_type.key, self.row.id)}/fields/{self.field.name}"


@require_http_methods(["GET", "POST"])
def fact(request: HttpRequest, type_key: str, pk: int, name: str) -> HttpResponse:
    """The editor of a fact; posted, the fact itself."""
    edited = _edited(request, type_key, pk, name)
    if request.method == "GET":
        if request.GET.get("show"):
            return _answer(request, edited)
        if not rendering.asks_fragment(request):
            return rendering.go(request, f"{record_url(type_key, pk)}/edit#field-{name}")
        return _editor(request, edited, edited.plain)
    return _save(request, edited)


def _edited(request: HttpRequest, type_key: str, pk: int, name: str) -> Edited:
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    field = access.readable_fields(actor, record_type).get(name)
    if field is None:
        raise NotFound(_("There is no such field."))
    row = rows.one(actor, type_key, pk, columns=(name,))
    if not access.visible_ids(actor, record_type, [pk], Right.EDIT):
        raise access.denied(actor, record_type, Right.EDIT)
    return Edited(actor, record_type, field, row, is_cell=bool(request.GET.get("cell")))


def _save(request: HttpRequest, edited: Edited) -> HttpResponse:
    """Write the value, unless the same field was changed meanwhile."""
    field, current = edited.field, edited.plain
    plain = controls.posted(field, request.POST, controls.currency_of(edited.value))
    was = request.GET.get("was", "")
    if was and was != controls.digest(current) and plain != current:
        return _conflict(request, edited, plain)
    is_change = plain != current
    if is_change:
        given = {field.name: controls.given(field, plain, edited.value)}
        pk = edited.row.id
        try:
            actions.change(edited.actor, edited.record_type.key, pk, given, was=was_of(field, edited.value))
        except Stale:
            fresh = _edited(request, edited.record_type.key, pk, field.name)
            return _conflict(request, fresh, plain)
        except Invalid as error:
            if not rendering.asks_fragment(request):
                raise
            return _editor(request, edited, plain, str(error.sentence))
    if not access.visible_ids(edited.actor, edited.record_type, [edited.row.id], Right.EDIT):
        return _given_away(request, edited)
    if not rendering.asks_fragment(request):
        return _moved(request, edited, is_change=is_change)
    return _answer(request, _edited(request, edited.record_type.key, edited.row.id, field.name))


def _given_away(request: HttpRequest, edited: Edited) -> HttpResponse:
    """The change was the last that its writer may make, such as a hand-over to another team."""
    key, pk = edited.record_type.key, edited.row.id
    rendering.say(request, _("Saved."), last_set(key, pk))
    return rendering.go(request, onward_url(edited.actor, edited.record_type, pk))


def _editor(request: HttpRequest, edited: Edited, plain: Any, error: str = "") -> HttpResponse:
    page = FactPage(_query(edited, controls.digest(edited.plain)), error=error)
    page.control = control(edited.actor, edited.field, plain, error=error)
    return rendering.block(request, FACT, "editor", page, status=422 if error else 200)


def _query(edited: Edited, was: str) -> str:
    return f"{edited.url}?was={was}{'&cell=1' if edited.is_cell else ''}"


def _conflict(request: HttpRequest, edited: Edited, mine: Any) -> HttpResponse:
    """Somebody gave the same field another value: show it, and let the writer choose."""
    name = edited.field.name
    cells = Cells(edited.actor, formats_for(edited.actor))
    cells.look_up([edited.field], [edited.row])
    page = FactPage(_query(edited, controls.digest(edited.plain)))
    by = who_changed(edited.actor, edited.record_type.key, edited.row.id, name)
    page.sentence = by.told(_("You changed this meanwhile to"), _("%(person)s changed this meanwhile to"))
    page.is_own = by.is_own
    page.theirs = cells.fact(edited.field, edited.value) or _("nothing")
    page.mine = _written(cells, edited, mine) or _("nothing")
    page.show_url = f"{edited.url}?show=1{'&cell=1' if edited.is_cell else ''}"
    page.posted = [
        (key, value) for key in request.POST if key.startswith(name) for value in request.POST.getlist(key)
    ]
    if not rendering.asks_fragment(request):
        raise Stale(f"{page.sentence} {cells.text(edited.field, edited.value)}", field=name)
    return rendering.block(request, FACT, "conflict", page, status=422)


def _written(cells: Cells, edited: Edited, mine: Any) -> Any:
    """What was sent as it would be shown; what cannot be taken as it is."""
    field = edited.field
    try:
        value = field.parse(controls.given(field, mine, edited.value), context_for(edited.actor))
    except Invalid:
        return mine if isinstance(mine, str) else ""
    cells.look_up([field], [{field.name: value}])
    return cells.fact(field, value)


def _answer(request: HttpRequest, edited: Edited) -> HttpResponse:
    """The value as it stands: a fact, or the inside of a list's cell."""
    cells = Cells(edited.actor, formats_for(edited.actor))
    cells.look_up([edited.field], [edited.row])
    if edited.is_cell:
        text = value_html(cells.cell(edited.field, edited.value))
        return HttpResponse(text, headers={"HX-Reswap": "innerHTML"})
    pending = rows.pending_of(edited.record_type.key, edited.row.id).get(edited.field.name, ())
    page = FactPage(edited.url)
    page.fact = fact_of(cells, edited.record_type, edited.row, edited.field, pending, may_edit=True)
    return rendering.block(request, FACT, "fact", page)


def _moved(request: HttpRequest, edited: Edited, *, is_change: bool) -> HttpResponse:
    """After a plain form, such as a step of the path: back, with the way to undo it."""
    key, pk = edited.record_type.key, edited.row.id
    if is_change:
        rendering.say(request, _said(edited), last_set(key, pk))
    return rendering.go(request, rendering.way_back(request, record_url(key, pk)))


def _said(edited: Edited) -> str:
    """Where it went, for the field along which records move; else what the field is now."""
    key, pk, field = edited.record_type.key, edited.row.id, edited.field
    if field.name == way_of(edited.record_type):
        return moved_to(edited.actor, edited.record_type, field, pk, named(edited.record_type, pk))
    row = rows.one(edited.actor, key, pk, columns=(field.name,))
    value = Cells(edited.actor, formats_for(edited.actor)).text(field, row[field.name]) or _("empty")
    return _("%(field)s: %(value)s") % {"field": capitalized(field.label), "value": value}

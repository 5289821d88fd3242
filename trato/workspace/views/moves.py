"""A record moves to another value of one field: a step of its path, a column of a board."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trato.accounts.rights import Right
from trato.records import access, actions, rows
from trato.records.acts import last_set
from trato.records.errors import Denied, Invalid, Needed, NotFound, Stale
from trato.web.addresses import address
from trato.workspace import controls, rendering
from trato.workspace.actions import was_of, who_changed
from trato.workspace.cells import Cells
from trato.workspace.moved import moved_to, way_of
from trato.workspace.pages.ask_page import Asked, AskPage, first_page, needed_in
from trato.workspace.pages.board_columns import places_of
from trato.workspace.pages.ends import OPEN
from trato.workspace.reader import (
    actor_in,
    capitalized,
    formats_for,
    onward_url,
    record_url,
    type_on_screen,
)
from trato.workspace.views.boards import moved_on_board

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.rows import Row

ASK = "workspace/ask.html"


@dataclass
class Move:
    """Which record moves by which field, and what it is asked for besides."""

    actor: Actor
    record_type: RecordType
    field: Field
    row: Row
    also: list[str]

    @property
    def value(self) -> Any:
        return self.row[self.field.name]

    @property
    def plain(self) -> Any:
        return controls.shown(self.field, self.value, self.actor.time_zone)

    @property
    def place(self) -> str:
        """Where it stands, as the places of a board are posted."""
        return {True: "yes", False: "no"}.get(self.value) or str(self.plain)

    @property
    def url(self) -> str:
        return f"{record_url(self.record_type.key, self.row.id)}/move"

    @property
    def title(self) -> str:
        return str(self.row[self.record_type.title] or self.row.id)


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Where it may go; posted, it goes there, or a dialog asks for what that place wants."""
    data = request.POST if request.method == "POST" else request.GET
    asked = _move(request, type_key, pk, data.get("by", ""), data.getlist("also"))
    if request.method == "GET":
        return rendering.either(request, ASK, "dialog", _places_page(request, asked))
    plain = _wanted(request, asked)
    more = Asked(asked.actor, asked.record_type, asked.row, asked.also)
    if plain == asked.plain and not more.fields:
        return _done(request, asked)
    if url := _screen_of(asked, plain):
        return HttpResponseRedirect(url, status=303)
    field = asked.field
    given = {**more.given(request.POST), field.name: controls.given(field, plain, asked.value)}
    try:
        actions.change(asked.actor, type_key, pk, given, was=was_of(field, asked.value))
    except Needed as error:
        needed = [one.field for one in error.problems]
        along = [more for name in needed for more in asked.record_type.fields[name].along]
        return _ask(request, asked, plain, [*asked.also, *needed, *along], error)
    except Stale:
        again = _move(request, type_key, pk, field.name, asked.also)
        raise Stale(_gone_elsewhere(again), field=field.name) from None
    except Invalid as error:
        if not asked.also:
            raise
        return _ask(request, asked, plain, asked.also, error)
    return _done(request, asked)


def _screen_of(asked: Move, plain: Any) -> str:
    """Where the act asks that alone leads to this place; empty where none does."""
    acts = [one for one in asked.record_type.verbs if one.screen and one.gives == (asked.field.name, plain)]
    return address(acts[0].screen, asked.row.id) if acts else ""


def _wanted(request: HttpRequest, asked: Move) -> Any:
    """The place that was posted. Raises Invalid for none, Stale if the record stands elsewhere by now."""
    field, was = asked.field, request.POST.get("was")
    plain = controls.posted(field, request.POST, controls.currency_of(asked.value))
    if field.required and controls.is_blank(field, plain):
        raise Invalid(_("%(field)s is needed.") % {"field": capitalized(field.label)}, field=field.name)
    if was is not None and was != asked.place and plain != asked.plain:
        raise Stale(_gone_elsewhere(asked), field=field.name)
    return plain


def _move(request: HttpRequest, type_key: str, pk: int, by: str, also: list[str]) -> Move:
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    name = by or way_of(record_type)
    field = access.readable_fields(actor, record_type).get(name)
    if field is None or field.is_many:
        raise NotFound(_("There is no such field."))
    more = Asked(actor, record_type, rows.one(actor, type_key, pk), also).fields
    columns = dict.fromkeys([record_type.title, name, *(one.name for one in more)])
    row = rows.one(actor, type_key, pk, columns=tuple(columns))
    if not access.visible_ids(actor, record_type, [pk], Right.EDIT):
        raise access.denied(actor, record_type, Right.EDIT)
    if not field.editable or not access.may_write(actor, record_type, name):
        raise Denied(_("You may not change %(field)s.") % {"field": field.label}, field=name)
    return Move(actor, record_type, field, row, [one.name for one in more])


def _gone_elsewhere(asked: Move) -> str:
    cells = Cells(asked.actor, formats_for(asked.actor))
    return who_changed(asked.actor, asked.record_type.key, asked.row.id, asked.field.name).told(
        _("You moved this to “%(place)s” meanwhile."),
        _("%(person)s moved this to “%(place)s” meanwhile."),
        place=cells.text(asked.field, asked.value) or _("nothing"),
    )


def _hidden(request: HttpRequest, asked: Move) -> list[tuple[str, str]]:
    """What the next form needs of this one: the field, and whether a board waits for the answer."""
    data = request.POST or request.GET
    return [("by", asked.field.name), *((name, data[name]) for name in ("board", "back") if data.get(name))]


def _places_page(request: HttpRequest, asked: Move) -> AskPage:
    cells = Cells(asked.actor, formats_for(asked.actor))
    places = places_of(cells, asked.record_type, asked.field, asked.row)
    return AskPage(
        title=_("Move %(name)s") % {"name": asked.title},
        action=asked.url,
        submit="",
        back=record_url(asked.record_type.key, asked.row.id),
        choices=[
            {
                "name": asked.field.name,
                "value": place.plain,
                "shown": place.shown,
                "current": place.plain == asked.place,
            }
            for place in places
        ],
        hidden=_hidden(request, asked),
    )


def _ask(request: HttpRequest, asked: Move, plain: Any, names: list[str], error: Invalid) -> HttpResponse:
    """The dialog with the fields that the place asks for; what is wrong with them once it was filled in."""
    row = rows.one(asked.actor, asked.record_type.key, asked.row.id)
    more = Asked(asked.actor, asked.record_type, row, names)
    first = more.first(error)
    cells = Cells(asked.actor, formats_for(asked.actor))
    places = places_of(cells, asked.record_type, asked.field, asked.row)
    place = next((one for one in places if one.plain == plain), None)
    act = _act(asked.record_type, place.outcome if place else "")
    data = request.POST if asked.also else None
    needed = needed_in(request.POST, error)
    title = (
        _("%(act)s: %(name)s") % {"act": act, "name": asked.title}
        if act
        else _("Move %(name)s to %(place)s") % {"name": asked.title, "place": place.label if place else ""}
    )
    if first:
        page = first_page(title, asked.record_type, asked.row.id, first)
        return rendering.either(request, ASK, "dialog", page, status=422)
    page = AskPage(
        title=title,
        action=asked.url,
        submit=act or _("Move"),
        back=record_url(asked.record_type.key, asked.row.id),
        controls=more.controls(data, error if data else None, needed),
        hidden=[
            *_hidden(request, asked),
            (asked.field.name, request.POST.get(asked.field.name, "")),
            ("was", asked.place),
            *more.carried(needed),
        ],
    )
    return rendering.either(request, ASK, "dialog", page, status=422)


def _act(record_type: RecordType, outcome: str) -> str:
    """What leading a record to this end is called; empty where no verb does."""
    ways = record_type.verbs if outcome not in {"", OPEN} else ()
    return next((str(one.label) for one in ways if one.outcome == outcome), "")


def _done(request: HttpRequest, asked: Move) -> HttpResponse:
    key, pk = asked.record_type.key, asked.row.id
    if not access.visible_ids(asked.actor, asked.record_type, [pk]):
        rendering.say(request, _("Saved."), last_set(key, pk))
        return rendering.go(request, onward_url(asked.actor, asked.record_type, pk))
    said = moved_to(asked.actor, asked.record_type, asked.field, pk, asked.title)
    number = last_set(key, pk)
    if request.POST.get("board") and rendering.asks_fragment(request):
        return moved_on_board(request, asked.record_type, asked.field, pk, said, number)
    rendering.say(request, said, number)
    return rendering.go(request, rendering.way_back(request, record_url(key, pk)))

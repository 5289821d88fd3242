from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trato.accounts.rights import Right
from trato.records import access, actions, rows
from trato.records.access import may_create
from trato.records.acts import last_set
from trato.records.carrying import abouts
from trato.records.errors import Denied, Invalid, InvalidFields, NotFound, RecordError, Stale
from trato.records.merge import standing_for
from trato.records.rows.read import titles
from trato.workspace import controls, duplicates, rendering
from trato.workspace.actions import was_of, who_changed
from trato.workspace.cells import Cells
from trato.workspace.making import making
from trato.workspace.pages.day_hour import joined
from trato.workspace.pages.duplicates_page import DuplicatesPage
from trato.workspace.pages.form_page import FormPage, asked_of_new, flat, form_fields, form_page, presets
from trato.workspace.pages.picklist_page import page_url
from trato.workspace.pages.record_page import refuse_binned
from trato.workspace.reader import actor_in, formats_for, list_url, onward_url, type_on_screen
from trato.workspace.views.merge import onward

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.rows import Row

FORM = "workspace/form.html"


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, type_key: str) -> HttpResponse:
    """A new record."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    access.require(actor, record_type, Right.CREATE)
    if not may_create(actor, record_type):
        raise Denied
    data = request.GET if request.method == "GET" else request.POST
    fields = asked_of_new(flat(form_fields(actor, record_type)), data)
    if request.method == "GET":
        return _show(request, form_page(actor, record_type, presets(actor, record_type, fields, request.GET)))
    currency = controls.currency_of(None)
    plain = joined(fields, {one.name: controls.posted(one, request.POST, currency) for one in fields})
    given = {
        one.name: controls.given(one, plain[one.name])
        for one in fields
        if not controls.is_blank(one, plain[one.name])
        or (one.begins is not None and one.name in request.POST)  # emptied by hand
    }
    if _is_untouched(actor, record_type, fields, plain):
        nothing = _nothing(record_type, fields)
        return _show(request, form_page(actor, record_type, plain, problem=nothing), status=422)
    found = [] if request.POST.get("anyway") else _exact(actor, record_type, given)
    if found:
        page = form_page(actor, record_type, plain)
        page.doubles, page.asks_anyway = duplicates.lines(found), True
        return _show(request, page, status=422)
    try:
        with making(actor, record_type, given, "create") as values:
            pk = actions.create(actor, type_key, values)
    except Invalid as problem:
        return _show(request, form_page(actor, record_type, plain, problem=problem), status=422)
    rendering.say(
        request, _("The %(type)s is created.") % {"type": record_type.label}, last_set(type_key, pk)
    )
    onward = page_url(record_type) or onward_url(actor, record_type, pk)
    return rendering.go(request, _place(request, record_type, plain) or onward)


def _place(request: HttpRequest, record_type: RecordType, plain: Mapping[str, Any]) -> str:
    """The page to go back to, if it was made there: the calendar, or what it is about, as a page or a panel.

    On the day it is the day for all that is about something: its lines are gone through.
    """
    back = rendering.way_back(request, "")
    path, opened = urlsplit(back).path, QueryDict(urlsplit(back).query).get("open", "")
    about = {f"/{ref}" for one in abouts(record_type) for ref in plain.get(one.name) or ()}
    places = {*about, *(about and {reverse("workspace:home")}), reverse("workspace:calendar")}
    return back if {path, f"{path}{opened}"} & places else ""


def _page_beneath(request: HttpRequest, record_type: RecordType) -> str:
    """The page over which the form stood as a dialog, if one goes through records there."""
    back = rendering.way_back(request, "")
    places = {list_url(record_type.key), reverse("workspace:home"), reverse("workspace:calendar")}
    return back if urlsplit(back).path in places else ""


def _is_untouched(
    actor: Actor, record_type: RecordType, fields: list[Field], plain: Mapping[str, Any]
) -> bool:
    """Whether the form came back as empty as it was given out, and nothing else will say so.

    What is likely may be another by now, such as the present moment: it does not count.
    """
    preset, likely = presets(actor, record_type, fields, QueryDict()), set(record_type.proposes(actor))
    likely |= {one.name for one in fields if one.begins is not None}
    filled = [one for one in fields if not controls.is_blank(one, plain[one.name]) and one.name not in likely]
    if any(one.required and one not in filled for one in fields):
        return False
    return bool(fields) and all(plain[one.name] == preset.get(one.name) for one in filled)


def _nothing(record_type: RecordType, fields: list[Field]) -> Invalid:
    """Of an empty form: what of it may name the record."""
    after = (record_type.unnamed.after,) if record_type.unnamed is not None else ()
    names = dict.fromkeys((record_type.title, *record_type.title_from, *after))
    known = {one.name: one for one in fields}
    asked = [known[name] for name in names if name in known] or fields[:1]
    sentence = _("Give %(this)s at least one of these: %(fields)s.") % {
        "this": record_type.this or _("this record"),
        "fields": ", ".join(str(one.label) for one in asked),
    }
    return Invalid(sentence, field=asked[0].name)


def _show(request: HttpRequest, page: FormPage, status: int = 200) -> HttpResponse:
    return rendering.either(request, FORM, "dialog", page, status)


def _exact(actor: Actor, record_type: RecordType, given: Mapping[str, Any]) -> list[duplicates.Double]:
    """Records that are most probably the same: the form asks once before it makes another."""
    if not duplicates.is_guarded(record_type):
        return []
    values = duplicates.parsed(actor, record_type, given)
    return [one for one in duplicates.there_already(actor, record_type, values) if one.is_exact]


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """All fields of a record at once. What its writer did not touch stays as others left it."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    try:
        row = rows.one(actor, type_key, pk)
    except NotFound:
        return _edit_merged(request, actor, record_type, pk)
    access.fetch(actor, record_type, pk, Right.EDIT)
    refuse_binned(actor, record_type, pk)
    fields = flat(form_fields(actor, record_type))
    if request.method == "GET":
        plain = {one.name: controls.shown(one, row[one.name], actor.time_zone) for one in fields}
        return _show_edit(request, form_page(actor, record_type, plain, row=row), fields, row)
    posted = _posted(request, fields, row)
    try:
        _change(request, actor, record_type, row, fields, posted)
    except Stale as error:
        row = rows.one(actor, type_key, pk)
        problem: Invalid = _clash(actor, record_type, row, record_type.fields[error.field])
    except Invalid as error:
        problem = error
    else:
        onward = page_url(record_type) or onward_url(actor, record_type, pk)
        return rendering.go(request, _page_beneath(request, record_type) or onward)
    page = form_page(actor, record_type, posted, row=row, problem=problem)
    return _show_edit(request, page, fields, row, status=422)


def _edit_merged(request: HttpRequest, actor: Actor, record_type: RecordType, pk: int) -> HttpResponse:
    """What was typed, in the form of the record that this one was merged into meanwhile. Raises NotFound."""
    if request.method == "GET":
        return onward(actor, record_type, pk, "/edit")
    into = standing_for(actor, record_type, pk)
    if into is None:
        raise NotFound
    row = rows.one(actor, record_type.key, into)
    access.fetch(actor, record_type, into, Right.EDIT)
    fields = flat(form_fields(actor, record_type))
    posted = _posted(request, fields, row)
    plain = {one.name: controls.shown(one, row[one.name], actor.time_zone) for one in fields}
    plain |= {one.name: posted[one.name] for one in _touched(request, fields, posted)}
    said = _("This was merged into “%(name)s” meanwhile. Save again to change that one.")
    problem = Invalid(said % {"name": titles(record_type.key, [into])[into]})
    page = form_page(actor, record_type, plain, row=row, problem=problem)
    return _show_edit(request, page, fields, row, status=422)


def _posted(request: HttpRequest, fields: list[Field], row: Row) -> Mapping[str, Any]:
    given = {
        one.name: controls.posted(one, request.POST, controls.currency_of(row[one.name])) for one in fields
    }
    return joined(fields, given)


def _touched(request: HttpRequest, fields: list[Field], posted: Mapping[str, Any]) -> list[Field]:
    """What is not as the form was given out."""
    return [
        one for one in fields if controls.digest(posted[one.name]) != request.POST.get(f"seen-{one.name}")
    ]


def _change(
    request: HttpRequest,
    actor: Actor,
    record_type: RecordType,
    row: Row,
    fields: list[Field],
    posted: Mapping[str, Any],
) -> None:
    """Write what its writer touched. Raises Invalid, Stale."""
    touched = _touched(request, fields, posted)
    now = controls.seen_marks(touched, row, actor.time_zone)
    clashes = [
        _clash(actor, record_type, row, one)
        for one in touched
        if request.POST.get(f"seen-{one.name}") not in (None, now[one.name])
        and controls.digest(posted[one.name]) != now[one.name]
    ]
    if clashes:
        raise InvalidFields(clashes)
    given = {one.name: controls.given(one, posted[one.name], row[one.name]) for one in touched}
    if not given:
        return
    was: dict[str, Any] = {}
    for one in touched:
        was |= was_of(one, row[one.name])
    with making(actor, record_type, given, "change") as values:
        actions.change(actor, record_type.key, row.id, values, was=was)
    rendering.say(request, _("Saved."), last_set(record_type.key, row.id))


def _clash(actor: Actor, record_type: RecordType, row: Row, one: Field) -> Invalid:
    """Both changed the same field: say what the other wrote; saving once more takes one's own."""
    by = who_changed(actor, record_type.key, row.id, one.name)
    sentence = by.told(
        _("You changed this meanwhile to “%(value)s”. Save again to take this instead."),
        _("%(person)s changed this meanwhile to “%(value)s”. Save again to take yours."),
        value=Cells(actor, formats_for(actor)).text(one, row[one.name]),
    )
    return Invalid(sentence, field=one.name)


def _show_edit(
    request: HttpRequest, page: FormPage, fields: list[Field], row: Row, status: int = 200
) -> HttpResponse:
    marks = controls.seen_marks(fields, row, actor_in(request).time_zone)
    page.seen = [(f"seen-{name}", mark) for name, mark in marks.items()]
    return _show(request, page, status)


def doubles(request: HttpRequest, type_key: str) -> HttpResponse:
    """What may be there already, while the form is being filled in."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    fields = flat(form_fields(actor, record_type))
    sent = [one for one in fields if one.name in request.GET]
    given = {one.name: controls.given(one, controls.posted(one, request.GET)) for one in sent}
    own = request.GET.get("id", "")
    try:
        values = duplicates.parsed(actor, record_type, given)
        found = duplicates.there_already(
            actor, record_type, values, int(own) if own.isdecimal() and len(own) < 19 else 0
        )
    except RecordError:
        found = []
    page = DuplicatesPage(duplicates.lines(found))
    return rendering.block(request, "workspace/duplicates.html", "warning", page)

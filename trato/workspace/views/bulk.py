from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from trato.accounts.rights import Right
from trato.records import access, actions
from trato.records.contexts import context_for
from trato.records.errors import Invalid, Needed, NotFound, Refused
from trato.records.merge import MOST
from trato.web import confirming
from trato.workspace import controls, rendering
from trato.workspace.actions import change_many
from trato.workspace.calendar import several
from trato.workspace.cells import Cells
from trato.workspace.pages.ask_page import Asked, first_sentence, needed_in
from trato.workspace.pages.bulk_page import (
    BulkPage,
    Chosen,
    changeable,
    choose_page,
    field_page,
    how_many_have,
    needed_page,
    noun,
    opened,
    posted,
    preview_page,
)
from trato.workspace.pages.chosen_sum import chosen_sum
from trato.workspace.reader import actor_in, formats_for, list_url

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType

BULK = "workspace/bulk.html"


@require_POST
def bulk(request: HttpRequest, type_key: str) -> HttpResponse:
    """The chosen rows, step by step: which field, which value, then the change itself."""
    page = opened(request, type_key, BulkPage)
    actor, record_type, step = actor_in(request), page.record_type, page.step or "choose"
    if step == "sum":
        return JsonResponse(chosen_sum(Cells(actor, formats_for(actor)), page.chosen, page.number))
    if step == "merge":
        return rendering.go(request, _merge_url(page.chosen))
    if step in WHOLE:
        return WHOLE[step](request, actor, page)
    access.require(actor, record_type, Right.EDIT)
    if step == "choose":
        return rendering.either(request, BULK, "dialog", choose_page(actor, page))
    word, _dash, name = step.partition("-")
    field = _field(actor, record_type, name)
    if word == "preview":
        return _preview(request, actor, page, field)
    if word == "apply":
        return _apply(request, actor, page, field)
    return rendering.either(request, BULK, "dialog", field_page(actor, page, field))


def _merge_url(chosen: Chosen) -> str:
    """The page that compares them; a whole list is never merged. Raises Invalid."""
    if chosen.is_all or not 2 <= len(chosen.ids) <= MOST:
        raise Invalid(_("Choose from 2 to %(most)s records to merge.") % {"most": MOST})
    return f"{list_url(chosen.record_type.key)}merge?{urlencode([('ids', pk) for pk in chosen.ids])}"


def _field(actor: Actor, record_type: RecordType, name: str) -> Field:
    found = next((one for one in changeable(actor, record_type) if one.name == name), None)
    if found is None:
        raise NotFound(_("There is no such field."))
    return found


def _preview(request: HttpRequest, actor: Actor, page: BulkPage, field: Field) -> HttpResponse:
    """What the change will do, before it does."""
    plain = controls.posted(field, request.POST, controls.currency_of(None))
    is_tags = field.component == "tags"
    try:
        if is_tags and not plain:
            raise Invalid(_("Write a tag."), field=field.name)
        given = {field.name: controls.given(field, plain)}
        values = actions.parse_values(
            actor, page.record_type, given, context_for(actor), page.record_type.model()
        )
        field.check(values[field.name])
    except Invalid as error:
        again = field_page(actor, page, field, plain=plain, error=str(error.sentence))
        return rendering.either(request, BULK, "dialog", again, status=422)
    value = values[field.name]
    same = how_many_have(actor, page.chosen, field.name, value, among=is_tags)
    formats = formats_for(actor)
    cells = Cells(actor, formats)
    cells.look_up([field], [values])
    text = cells.text(field, value)
    page.posted = posted(request.POST, field)
    made = [ref.label for ref in value if ref.id is None] if is_tags else []
    return rendering.either(request, BULK, "dialog", preview_page(page, field, text, same, formats, made))


def _apply(request: HttpRequest, actor: Actor, page: BulkPage, field: Field) -> HttpResponse:
    """Give all of them the value, as one change set; what the value asks for besides is asked here."""
    record_type, chosen = page.record_type, page.chosen
    more = Asked(actor, record_type, None, request.POST.getlist("also"))
    plain = controls.posted(field, request.POST, controls.currency_of(None))
    try:
        if field.component == "tags" and not plain:
            raise Invalid(_("Write a tag."), field=field.name)
        given = {**more.given(request.POST), field.name: controls.given(field, plain)}
        ids = chosen.found(actor, Right.EDIT)
        filling = [one.name for one in more.fields]
        result = change_many(actor, record_type, ids, given, adds=field.component == "tags", filling=filling)
    except Needed as error:
        return _ask(request, actor, page, field, more, error)
    except Invalid as error:
        if more.fields and error.field != field.name:
            return _ask(request, actor, page, field, more, error)
        again = field_page(actor, page, field, plain=plain, error=str(error.sentence))
        return rendering.either(request, BULK, "dialog", again, status=422)
    done = noun(record_type, result.changed, formats_for(actor).number(result.changed))
    said = _("Changed %(rows)s.") % {"rows": done} if result.changed else _("They had this value already.")
    rendering.say(request, said, result.set if result.changed else None)
    return rendering.go(request, page.back)


def _ask(
    request: HttpRequest, actor: Actor, page: BulkPage, field: Field, before: Asked, error: Invalid
) -> HttpResponse:
    """The fields that the value asks for; what is wrong with them once they were filled in."""
    needed = [one.field for one in error.problems] if isinstance(error, Needed) else []
    known = [one.name for one in before.fields]
    along = [name for one in needed for name in page.record_type.fields[one].along]
    more = Asked(actor, page.record_type, None, [*known, *needed, *along])
    if first := more.first(error):
        raise Refused(first_sentence(first)) from error
    data = request.POST if known else None
    marked = needed_in(request.POST, error)
    asked = more.controls(data, error if known else None, marked)
    page.posted = [*posted(request.POST, field), *more.carried(marked)]
    return rendering.either(request, BULK, "dialog", needed_page(page, field, asked), status=422)


def _archive(request: HttpRequest, actor: Actor, page: BulkPage) -> HttpResponse:
    """Into the bin; a whole list only after a question."""
    chosen, record_type = page.chosen, page.record_type
    access.require(actor, record_type, Right.DELETE)
    if chosen.is_all and not request.POST.get("sure"):
        title = _("Put %(rows)s into the bin?") % {"rows": page.count}
        return _sure(request, page, "archive", title, _("Put into the bin"))
    result = actions.archive(actor, record_type.key, chosen.found(actor, Right.DELETE))
    done = noun(record_type, result.changed, formats_for(actor).number(result.changed))
    said = ngettext("%(rows)s is in the bin.", "%(rows)s are in the bin.", result.changed) % {"rows": done}
    rendering.say(request, said, result.set)
    return rendering.go(request, page.back)


def _finish(request: HttpRequest, actor: Actor, page: BulkPage) -> HttpResponse:
    """Each over by its type's own verb, as one change set; a whole list only after a question."""
    chosen, verb = page.chosen, page.record_type.finisher
    if verb is None:
        raise NotFound(_("There is no such act."))
    if chosen.is_all and not request.POST.get("sure"):
        title = _("%(act)s: %(name)s") % {"act": verb.label, "name": page.count}
        return _sure(request, page, "finish", title, str(verb.label))
    ids = tuple(chosen.found(actor, Right.EDIT))
    made, number = several.finish(actor, several.Chosen({page.record_type.key: ids}))
    done = noun(page.record_type, number, formats_for(actor).number(number))
    said = _("%(act)s: %(name)s") % {"act": verb.label, "name": done}
    rendering.say(request, said if number else _("They are so already."), made)
    return rendering.go(request, page.back)


def _sure(request: HttpRequest, page: BulkPage, step: str, title: str, submit: str) -> HttpResponse:
    """The question before an act on every row of a list."""
    question = confirming.ConfirmPage(
        title=title,
        text=_("That is every row of this list. One undo brings them back."),
        action=page.action,
        submit=submit,
        cancel_url=page.back,
        hidden=[*page.hidden, ("step", step), ("sure", "1")],
    )
    return rendering.either(request, confirming.TEMPLATE, "dialog", question)


#: What is done with all of them by one button.
WHOLE = {"archive": _archive, "finish": _finish}

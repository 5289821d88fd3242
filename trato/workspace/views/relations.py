"""Relations as the page of one of the two records has them: made, edited, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trato.accounts.rights import Right
from trato.records import access, actions, rows
from trato.records.acts import last_set
from trato.records.errors import Invalid, NotFound
from trato.records.registry import registry
from trato.records.relations import ENDS, FROM, RELATIONS, TO
from trato.workspace import rendering
from trato.workspace.pages.record_page import refuse_binned
from trato.workspace.pages.relation_form import RelationForm, relation_page
from trato.workspace.reader import actor_in, record_url, type_on_screen

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.records.rows import Row

ASK = "workspace/ask.html"


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """The dialog that relates this record to another one; posted, the relation."""
    actor, record_type = _asked(request, type_key, pk)
    access.require(actor, registry.get(RELATIONS), Right.CREATE)
    if not access.visible_ids(actor, record_type, [pk], Right.EDIT):
        raise access.denied(actor, record_type, Right.EDIT)
    form = RelationForm(actor, record_type, pk)
    if request.method == "GET":
        return rendering.either(request, ASK, "dialog", relation_page(form, form.fresh()))
    refuse_binned(actor, record_type, pk)
    posted = form.posted(request.POST)
    try:
        number = actions.create(actor, RELATIONS, form.given(posted))
    except Invalid as problem:
        return rendering.either(request, ASK, "dialog", relation_page(form, posted, problem), status=422)
    return _done(request, form, number, _("The relation is added."))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, type_key: str, pk: int, number: int) -> HttpResponse:
    """The same dialog for a relation that is there."""
    actor, record_type = _asked(request, type_key, pk)
    tie = _tie(actor, type_key, pk, number)
    if not access.visible_ids(actor, registry.get(RELATIONS), [number], Right.EDIT):
        raise access.denied(actor, registry.get(RELATIONS), Right.EDIT)
    form = RelationForm(actor, record_type, pk, tie)
    if request.method == "GET":
        return rendering.either(request, ASK, "dialog", relation_page(form, form.plain(tie)))
    posted = form.posted(request.POST)
    try:
        if posted != form.plain(tie):
            actions.change(actor, RELATIONS, number, form.given(posted), version=form.version(request.POST))
    except Invalid as problem:
        return rendering.either(request, ASK, "dialog", relation_page(form, posted, problem), status=422)
    return _done(request, form, number, _("Saved."))


@require_POST
def unlink(request: HttpRequest, type_key: str, pk: int, number: int) -> HttpResponse:
    """Take a relation away; the toast brings it back."""
    actor, _record_type = _asked(request, type_key, pk)
    tie = _tie(actor, type_key, pk, number)
    other = next((ref for name in ENDS for ref in tie[name] if (ref.type, ref.id) != (type_key, pk)), None)
    done = actions.purge(actor, RELATIONS, [number])
    said = _("%(name)s is unlinked.") % {"name": other.label if other else tie["kind"].label}
    rendering.say(request, said, done.set)
    return rendering.go(request, rendering.way_back(request, record_url(type_key, pk)))


def _asked(request: HttpRequest, type_key: str, pk: int) -> tuple[Actor, RecordType]:
    """Who asks about the relations of which record. Raises NotFound."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    if not record_type.is_relatable:
        raise NotFound
    access.fetch(actor, record_type, pk)
    return actor, record_type


def _tie(actor: Actor, type_key: str, pk: int, number: int) -> Row:
    """A relation of this record. Raises NotFound."""
    tie = rows.one(actor, RELATIONS, number)
    if not any((ref.type, ref.id) == (type_key, pk) for name in (FROM, TO) for ref in tie[name]):
        raise NotFound
    return tie


def _done(request: HttpRequest, form: Any, number: int, said: str) -> HttpResponse:
    rendering.say(request, said, last_set(RELATIONS, number))
    return rendering.go(request, rendering.way_back(request, form.url))

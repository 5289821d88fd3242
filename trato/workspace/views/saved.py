"""Saved views of a list: kept, changed, opened with, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trato.accounts.rights import Right, Role
from trato.records import access, actions, rows
from trato.records.errors import Denied, Invalid, InvalidFields, NotFound
from trato.records.registry import registry
from trato.records.saved_views import VIEWS
from trato.workspace import rendering, saving_views
from trato.workspace.address import ListAddress
from trato.workspace.pages.view_page import ViewPage, view_fields
from trato.workspace.reader import actor_in, capitalized, list_url, type_on_screen
from trato.workspace.views_of import (
    default_view,
    may_change,
    saved_views,
    view_asked,
    whole,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

VIEW = "workspace/view.html"


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, type_key: str) -> HttpResponse:
    """Keep the list as it stands under a name."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    access.require(actor, registry.get(VIEWS), Right.CREATE)
    asked = ListAddress.of(type_key, request.POST if request.method == "POST" else request.GET)
    said = whole(actor, asked)
    page = ViewPage(
        record_type, _("Save as a new view"), f"{list_url(type_key)}views/new", asked.url(), _("Save view")
    )
    page.hidden = said.pairs("view")
    state: dict[str, Any] = {}
    try:
        state = saving_views.kept(actor, said)
    except Invalid as problem:
        page.error = capitalized(problem.sentence)
    if request.method == "GET":
        page.fields = view_fields(actor, record_type, {})
        return rendering.either(request, VIEW, "dialog", page)
    if page.error:
        return _again(request, page)
    return _saved(request, page, None, state, _("The view “%(name)s” is saved."))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """Another name, another audience, other roles that open with it."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    view = _view(actor, record_type, pk)
    address = ListAddress(type_key, view=pk).url()
    page = ViewPage(
        record_type, _("Edit the view"), f"{list_url(type_key)}views/{pk}/edit", address, _("Save view")
    )
    if request.method == "GET":
        roles = saving_views.roles_of(actor, type_key, pk)
        given = {"name": view["name"], "audience": view["audience"], "roles": roles}
        page.fields = view_fields(actor, record_type, given)
        return rendering.either(request, VIEW, "dialog", page)
    return _saved(request, page, pk, {}, _("The view “%(name)s” is changed."))


def _saved(
    request: HttpRequest, page: ViewPage, pk: int | None, state: dict[str, Any], sentence: str
) -> HttpResponse:
    """Write what the dialog says; a refusal stands beside its field."""
    actor, type_key = actor_in(request), page.record_type.key
    name = request.POST.get("name", "").strip()
    given = {"name": name, "audience": request.POST.get("audience", ""), **state}
    roles = [role for role in request.POST.getlist("roles") if role in Role.values]
    try:
        if not name:
            raise Invalid(_("Give the view a name."), field="name")
        saved, change_set = saving_views.save(
            actor, type_key, given, pk=pk, roles=roles if actor.administers else None
        )
    except Invalid as problem:
        return _again(request, page, problem)
    rendering.say(request, sentence % {"name": name}, change_set)
    return rendering.go(request, ListAddress(type_key, view=saved).url())


def _again(request: HttpRequest, page: ViewPage, problem: Invalid | None = None) -> HttpResponse:
    if isinstance(problem, InvalidFields):
        problem = problem.problems[0]
    posted = request.POST
    given = {
        "name": posted.get("name"),
        "audience": posted.get("audience"),
        "roles": posted.getlist("roles"),
    }
    page.fields = view_fields(actor_in(request), page.record_type, given, problem)
    return rendering.either(request, VIEW, "dialog", page, status=422)


@require_POST
def save(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """The list as it stands becomes what its view shows."""
    actor = actor_in(request)
    view = _view(actor, type_on_screen(actor, type_key), pk)
    state = saving_views.kept(actor, whole(actor, ListAddress.of(type_key, request.POST)))
    _pk, change_set = saving_views.save(actor, type_key, state, pk=pk)
    rendering.say(request, _("The view “%(name)s” is changed.") % {"name": view["name"]}, change_set)
    return rendering.go(request, ListAddress(type_key, view=pk).url())


@require_POST
def open_with(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """One's own list opens with this view; asked again, with all rows."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    views = saved_views(actor, record_type)
    view = view_asked(views, ListAddress(type_key, view=pk))
    if view is None:
        raise NotFound(_("This view is gone."))
    is_on = request.POST.get("on") == "1"
    change_set = saving_views.open_with(actor, type_key, pk if is_on else None)
    now = default_view(actor, record_type, views)
    opened = next((one["name"] for one in views if one.id == now), _("All"))
    said = _("%(types)s open with “%(name)s” from now on.") % {
        "types": record_type.label_plural,
        "name": opened,
    }
    rendering.say(request, said[:1].upper() + said[1:], change_set)
    return rendering.go(request, ListAddress(type_key, view=pk).url())


@require_POST
def delete(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """The view goes; its rows stay."""
    actor = actor_in(request)
    view = _view(actor, type_on_screen(actor, type_key), pk)
    result = actions.purge(actor, VIEWS, [pk])
    said = _("The view “%(name)s” is deleted; its rows stay.") % {"name": view["name"]}
    rendering.say(request, said, result.set)
    return rendering.go(request, ListAddress(type_key).url())


def _view(actor: Actor, record_type: RecordType, pk: int) -> rows.Row:
    """The view, for somebody who may change it. Raises NotFound, Denied."""
    view = view_asked(saved_views(actor, record_type), ListAddress(record_type.key, view=pk))
    if view is None:
        raise NotFound(_("This view is gone."))
    if not may_change(actor, view):
        raise Denied(_("Only who made this view and administrators may change it; save it as a new one."))
    return view

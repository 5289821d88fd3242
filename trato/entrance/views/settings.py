"""The settings: an overview, and what holds for the whole workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trato.accounts import workspace
from trato.accounts.models import Workspace
from trato.accounts.rights import Right
from trato.entrance import passwords, zones
from trato.entrance.forms import WorkspaceForm
from trato.records import access
from trato.records.errors import Denied
from trato.records.registry import registry
from trato.records.transactions import write_transaction
from trato.web.formats import babel_locale

if TYPE_CHECKING:
    from django.http import HttpResponse

    from trato.entrance.requests import PersonalRequest

FIELDS = ("name", "currency", "language", "time_zone")


@dataclass(frozen=True)
class OverviewPage:
    """The workspace in a few words."""

    facts: list[tuple[str, str]]
    people: int
    waiting: int
    may_change: bool
    may_invite: bool


@require_safe
def overview(request: PersonalRequest) -> HttpResponse:
    actor, current = request.actor, workspace.current()
    names = babel_locale(get_language() or "en").currencies
    facts = [
        (_("Name"), current.name),
        (_("Currency"), f"{current.currency} · {names.get(current.currency, current.currency)}"),
        (_("Language"), dict(zones.languages()).get(current.language, current.language)),
        (_("Time zone"), current.time_zone.replace("_", " ")),
    ]
    here = access.visible_rows(actor, registry.get("users")).filter(archived_at=None)
    waiting = here.filter(passwords.NOT_CHOSEN).count()
    page = OverviewPage(
        facts,
        here.count(),
        waiting,
        actor.administers,
        access.may(actor, registry.get("users"), Right.CREATE),
    )
    return render(request, "entrance/settings.html", {"page": page})


@dataclass(frozen=True)
class WorkspacePage:
    """What holds for everybody, to be changed."""

    fields: dict[str, dict[str, Any]]
    problems: list[dict[str, str]]


@require_http_methods(["GET", "HEAD", "POST"])
def workspace_page(request: PersonalRequest) -> HttpResponse:
    """For administrators alone. Raises Denied."""
    if not request.actor.administers:
        raise Denied(_("Only administrators set the workspace up."))
    current = workspace.current()
    given = request.POST if request.method == "POST" else None
    form = WorkspaceForm(given, initial={name: getattr(current, name) for name in FIELDS})
    if form.is_valid():
        with write_transaction():
            Workspace.objects.filter(pk=1).update(**{name: form.cleaned_data[name] for name in FIELDS})
            workspace.touch()
        messages.success(request, _("Saved."))
        return redirect("entrance:workspace")
    page = WorkspacePage(form.shown(), form.problems())
    return render(request, "entrance/workspace.html", {"page": page}, status=422 if form.is_bound else 200)

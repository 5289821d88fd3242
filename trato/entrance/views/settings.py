"""The settings: an overview, and what holds for the whole workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import F
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trato.accounts import workspace
from trato.accounts.models import Workspace
from trato.accounts.rights import Right
from trato.entrance import passwords, zones
from trato.entrance.kept_settings import WORKSPACE
from trato.entrance.workspace_form import KEPT, PLAIN, WorkspaceForm
from trato.records import access, sample
from trato.records.amounts import without_rate
from trato.records.errors import Denied
from trato.records.registry import registry
from trato.records.settings import changing
from trato.web.addresses import address
from trato.web.answering import render
from trato.web.formats import babel_locale

if TYPE_CHECKING:
    from django.http import HttpResponse

    from trato.accounts.actor import Actor
    from trato.entrance.requests import PersonalRequest
    from trato.records.settings import Act


CONFLICT = 409


@dataclass(frozen=True)
class OverviewPage:
    """The workspace in a few words."""

    facts: list[tuple[str, str]]
    people: int
    waiting: int
    may_change: bool
    may_invite: bool
    #: How many records came as sample data, for those who may remove them.
    sample: int = 0


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
        sample.plan().count if actor.administers and sample.is_there() else 0,
    )
    return render(request, "entrance/settings.html", {"page": page})


@dataclass(frozen=True)
class WorkspacePage:
    """What holds for everybody, to be changed."""

    form: WorkspaceForm
    fields: dict[str, dict[str, Any]]
    problems: list[dict[str, str]]
    logo_url: str
    #: Why a picture was not taken.
    logo_problem: str = ""
    #: The version that saving goes on from.
    version: int = 1

    @property
    def without_rate(self) -> list[str]:
        """The currencies that sums cannot count yet."""
        return without_rate()

    @property
    def rates_url(self) -> str:
        return address("workspace:list", "rates")


@require_http_methods(["GET", "HEAD", "POST"])
def workspace_page(request: PersonalRequest) -> HttpResponse:
    """For administrators alone. Raises Denied."""
    require_administrator(request.actor)
    current = workspace.current()
    form = WorkspaceForm(request.POST if request.method == "POST" else None, current=current)
    if not form.is_valid():
        return show_workspace(request, form, status=422 if form.is_bound else 200)
    is_next = form.cleaned_data["version"] == current.version
    act = _save(request.actor, form, current) if is_next else None
    other = [] if act is not None else _said_meanwhile(form, workspace.current())
    if not other:
        undo = f"undo:{act.set}" if act is not None and act.set else ""
        messages.success(request, _("Saved."), extra_tags=undo)
        return redirect("entrance:workspace")
    sentence = _(
        "Somebody else has saved these settings meanwhile. Different from yours: %(settings)s. Saving again"
        " puts yours in their place."
    )
    form.add_error(None, sentence % {"settings": "; ".join(other)})
    return show_workspace(request, form, status=CONFLICT)


def require_administrator(actor: Actor) -> None:
    """Raises Denied."""
    if not actor.administers:
        raise Denied(_("Only administrators set the workspace up."))


def show_workspace(
    request: PersonalRequest, form: WorkspaceForm, *, status: int = 200, logo_problem: str = ""
) -> HttpResponse:
    """The page with a form as it was given."""
    now = workspace.current()
    logo_url = address("entrance:logo", now.logo_id) if now.logo_id else ""
    version = now.version if status == CONFLICT else form["version"].value()
    page = WorkspacePage(form, form.shown(), form.problems(), logo_url, logo_problem, version)
    return render(request, "entrance/workspace.html", {"page": page}, status=status)


def _save(actor: Actor, form: WorkspaceForm, current: Workspace) -> Act | None:
    """What became of it; None when somebody else was faster."""
    with changing(actor, WORKSPACE.key) as act:
        values = {name: form.cleaned_data[name] for name in KEPT}
        mine = Workspace.objects.filter(pk=1, version=current.version)
        saved = mine.update(**values, version=F("version") + 1)
        if saved:
            workspace.touch()
    return act if saved else None


def _said_meanwhile(form: WorkspaceForm, now: Workspace) -> list[str]:
    """What stands now where this form has something else."""
    given = form.cleaned_data
    other = [name for name in PLAIN if given[name] != getattr(now, name)]
    parts = [f"{form.fields[name].label}: {_told(form, name, now)}" for name in other]
    return [*parts, *([_("Working hours")] if given["working_hours"] != now.working_hours else [])]


def _told(form: WorkspaceForm, name: str, now: Workspace) -> str:
    value = getattr(now, name)
    choices = {str(key): str(label) for key, label in getattr(form.fields[name], "choices", ()) if label}
    return choices.get("" if value is None else str(value), str(value))

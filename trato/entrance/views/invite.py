"""Administrators bring people in, and send them out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from trato.accounts.rights import Right
from trato.entrance import invitations, sessions
from trato.entrance.forms import InviteForm
from trato.entrance.roles import MEANINGS, may_give, roles_to_give
from trato.records import access, actions, rows
from trato.records.errors import Denied, InvalidFields
from trato.records.registry import registry
from trato.records.transactions import write_transaction
from trato.web.answering import render

if TYPE_CHECKING:
    from django.http import HttpResponse

    from trato.entrance.requests import PersonalRequest

MOST_TEAMS = 200


@dataclass(frozen=True)
class InvitePage:
    """The form for somebody new, with what each role means."""

    fields: dict[str, dict[str, Any]]
    problems: list[dict[str, str]]
    meanings: list[tuple[str, str]]


@dataclass(frozen=True)
class LinkPage:
    """A link that is shown this once."""

    link: str
    name: str
    url: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite_page(request: PersonalRequest) -> HttpResponse:
    """Make a user and the link that lets them in. Raises Denied."""
    actor = request.actor
    access.require(actor, registry.get("users"), Right.CREATE)
    roles = roles_to_give(actor)
    known = rows.read(actor, "teams", columns=("name",), sort="name", limit=MOST_TEAMS).rows
    teams = [(str(row.id), str(row["name"])) for row in known]
    form = InviteForm(request.POST if request.method == "POST" else None, roles=roles, teams=teams)
    if form.is_valid():
        try:
            with write_transaction():
                pk = actions.create(actor, "users", form.cleaned_data)
                link = invitations.invite(actor, pk)
            return _link_page(request, pk, form.cleaned_data["name"], link)
        except InvalidFields as error:
            for problem in error.problems:
                form.refuse(problem)
    fields = form.shown()
    chosen = set(fields["teams"]["value"] or ())
    fields["teams"]["value"] = [{"id": pk, "label": name} for pk, name in teams if pk in chosen]
    meanings = [(label, str(MEANINGS[value])) for value, label in roles]
    page = InvitePage(fields, form.problems(), meanings)
    return render(request, "entrance/invite.html", {"page": page}, status=422 if form.is_bound else 200)


@never_cache
@require_POST
def new_link(request: PersonalRequest, pk: int) -> HttpResponse:
    """A new way in for somebody; older links end. Raises NotFound, Denied, Refused."""
    link = invitations.invite(request.actor, pk)
    return _link_page(request, pk, rows.titles("users", [pk])[pk], link)


def _link_page(request: PersonalRequest, pk: int, name: str, link: str) -> HttpResponse:
    # Shown in the answer itself: an address that could be loaded again would have to keep the secret.
    page = LinkPage(request.build_absolute_uri(link), name, record_url(pk))
    return render(request, "entrance/link.html", {"page": page})


@require_POST
def end_sessions(request: PersonalRequest, pk: int) -> HttpResponse:
    """Sign somebody out everywhere. Raises NotFound, Denied."""
    user = access.fetch(request.actor, registry.get("users"), pk, Right.EDIT)
    if not may_give(request.actor, user.role):
        raise Denied(_("%(name)s has a role above your own.") % {"name": user.name})
    ended = sessions.end([pk], but=request.session.session_key)
    text = ngettext("Signed out of one browser.", "Signed out of %(n)s browsers.", ended) % {"n": ended}
    messages.success(request, text if ended else _("%(name)s was signed in nowhere.") % {"name": user.name})
    return redirect(record_url(pk))


def record_url(pk: int) -> str:
    """The page of a user."""
    return reverse("workspace:record", args=["users", pk])

"""An invited person opens the link and chooses a password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from trato.accounts import workspace
from trato.entrance import invitations, zones
from trato.entrance.forms import InvitationForm
from trato.entrance.views.sign_in import let_in
from trato.web.answering import render

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class InvitationPage:
    """Whom the link invites where, and the password field."""

    workspace: str
    name: str
    email: str
    token: str
    fields: dict[str, dict[str, Any]]


@login_not_required
@never_cache
@sensitive_post_parameters("password", "token")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    token = (request.POST if request.method == "POST" else request.GET).get("token", "")
    try:
        return _open(request, token)
    except invitations.Closed as closed:
        return render(request, "entrance/link_closed.html", {"page": closed}, status=closed.status)


def _open(request: HttpRequest, token: str) -> HttpResponse:
    invited = invitations.opened_by(token).user
    form = InvitationForm(request.POST if request.method == "POST" else None, user=invited)
    if not form.is_valid():
        name = workspace.current().name
        page = InvitationPage(name, invited.name, invited.email or "", token, form.shown())
        return render(
            request, "entrance/invitation.html", {"page": page}, status=422 if form.is_bound else 200
        )
    given = form.cleaned_data
    user = invitations.accept(
        token,
        given["password"],
        language=get_language() or "en",
        time_zone=zones.known_zone(given["time_zone"]) or workspace.current().time_zone,
    )
    return let_in(request, user, "/")

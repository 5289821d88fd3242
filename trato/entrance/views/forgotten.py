"""A forgotten password: by mail where the workspace sends some, else with an administrator's help."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from trato.accounts import mail, workspace
from trato.entrance import resets, throttle
from trato.entrance.forms import ForgottenForm, InvitationForm
from trato.entrance.invitations import Closed
from trato.entrance.tasks import send_reset
from trato.entrance.views.sign_in import let_in, waiting_time
from trato.web.answering import render

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class ForgottenPage:
    """The question for an address where mail is sent, and what has been said to it."""

    by_mail: bool
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    sentence: str = ""
    is_sent: bool = False


@dataclass(frozen=True)
class NewPasswordPage:
    """Whose password is chosen anew."""

    workspace: str
    email: str
    token: str
    fields: dict[str, dict[str, Any]]


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """The answer to an address is the same whether somebody has it or not."""
    by_mail = mail.server() is not None
    if request.method != "POST" or not by_mail:
        return _page(request, ForgottenPage(by_mail, ForgottenForm().shown()))
    form = ForgottenForm(request.POST)
    if not form.is_valid():
        return _page(request, ForgottenPage(by_mail, form.shown()), 422)
    email = form.cleaned_data["email"]
    try:
        throttle.begin(throttle.visitor(request, email))
    except throttle.TooMany as error:
        wait = _("Too many tries. %(time)s, you can try again.") % {"time": waiting_time(error.seconds)}
        return _page(request, ForgottenPage(by_mail, form.shown(), wait), 429)
    user = resets.user_for(email)
    # A task is put down in either case, so that time does not tell who works here.
    send_reset.enqueue(user.pk if user else 0, resets.address_of_ours(request))
    return _page(request, ForgottenPage(by_mail, is_sent=True))


def _page(request: HttpRequest, page: ForgottenPage, status: int = 200) -> HttpResponse:
    return render(request, "entrance/forgotten.html", {"page": page}, status=status)


@login_not_required
@never_cache
@sensitive_post_parameters("password", "token")
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """The link of the message: choose a password, and be signed in here alone."""
    token = (request.POST if request.method == "POST" else request.GET).get("token", "")
    try:
        user = resets.opened_by(token)
        form = InvitationForm(request.POST if request.method == "POST" else None, user=user)
        if form.is_valid():
            return let_in(request, resets.choose(token, form.cleaned_data["password"]), "/")
    except Closed as closed:
        return render(request, "entrance/link_closed.html", {"page": closed}, status=closed.status)
    page = NewPasswordPage(workspace.current().name, user.email or "", token, form.shown())
    return render(request, "entrance/new_password.html", {"page": page}, status=422 if form.is_bound else 200)

"""The mail server of the workspace: kept, tried out, forgotten; for administrators alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from trato.accounts import mail
from trato.entrance import resets
from trato.entrance.forms import MailForm
from trato.entrance.kept_settings import MAIL
from trato.records.errors import Denied
from trato.records.settings import changing
from trato.web.answering import render

if TYPE_CHECKING:
    from django.http import HttpResponse

    from trato.entrance.requests import PersonalRequest


@dataclass(frozen=True)
class MailPage:
    """The server's fields, and whether one is set."""

    fields: dict[str, dict[str, Any]]
    problems: list[dict[str, str]]
    is_set: bool
    #: What the server said when it would not take one.
    refusal: str = ""


def _require(request: PersonalRequest) -> None:
    if not request.actor.administers:
        raise Denied(_("Only administrators set the workspace up."))


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def mail_page(request: PersonalRequest) -> HttpResponse:
    """Raises Denied."""
    _require(request)
    kept = mail.server()
    if request.method != "POST":
        return _page(request, _form(kept))
    form = MailForm(request.POST, kept=kept)
    if not form.is_valid():
        return _page(request, form, status=422)
    with changing(request.actor, MAIL.key):
        mail.keep(replace(form.server(), start=resets.address_of_ours(request)))
    messages.success(request, _("Saved."))
    return redirect("entrance:mail")


@require_POST
def test(request: PersonalRequest) -> HttpResponse:
    """Send a message to oneself, and say what the server says. Raises Denied."""
    _require(request)
    subject = _("A test message from Trato")
    text = _("If you read this, your workspace can send mail.")
    try:
        mail.send(request.user.email or "", subject, text)
    except mail.NotSent as refused:
        return _page(request, _form(mail.server()), refusal=str(refused), status=422)
    messages.success(request, _("A message is on its way to %(email)s.") % {"email": request.user.email})
    return redirect("entrance:mail")


@require_POST
def removal(request: PersonalRequest) -> HttpResponse:
    """Forget the server and its password. Raises Denied."""
    _require(request)
    with changing(request.actor, MAIL.key):
        mail.forget()
    messages.success(request, _("The mail server is forgotten."))
    return redirect("entrance:mail")


def _form(kept: mail.MailServer | None) -> MailForm:
    shown = ("host", "port", "security", "user", "sender")
    return MailForm(initial={name: getattr(kept, name) for name in shown} if kept else None, kept=kept)


def _page(request: PersonalRequest, form: MailForm, refusal: str = "", status: int = 200) -> HttpResponse:
    page = MailPage(form.shown(), form.problems(), mail.server() is not None, refusal)
    return render(request, "entrance/mail.html", {"page": page}, status=status)

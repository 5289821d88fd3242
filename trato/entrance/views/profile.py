"""A person's own page: who they are, how they sign in, and the programs that act for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from trato.accounts import workspace
from trato.entrance import passwords, sessions, throttle
from trato.entrance import tokens as keys
from trato.entrance.forms import PasswordForm, ProfileForm, TokenForm
from trato.entrance.roles import MEANINGS
from trato.entrance.views.sign_in import keep_language, keep_theme, waiting_time
from trato.records import actions
from trato.records.contexts import context_for
from trato.records.errors import Invalid, InvalidFields
from trato.records.registry import registry
from trato.records.transactions import write_transaction
from trato.records.work import writing
from trato.web.answering import render

if TYPE_CHECKING:
    from django.http import HttpResponse

    from trato.accounts.models import Token, User
    from trato.entrance.requests import PersonalRequest


@dataclass(frozen=True)
class ProfilePage:
    """Everything on a person's own page."""

    user: User
    role: str
    role_meaning: str
    about: dict[str, dict[str, Any]]
    password: dict[str, dict[str, Any]]
    token: dict[str, dict[str, Any]]
    tokens: list[Token]
    others: int
    problems: list[dict[str, str]]
    password_problems: list[dict[str, str]]
    token_problems: list[dict[str, str]]
    #: A key that was made just now; it is shown this once.
    secret: str = ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: PersonalRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    form = ProfileForm(request.POST)
    if form.is_valid():
        try:
            _save(request, form.cleaned_data)
        except InvalidFields as error:
            for problem in error.problems:
                form.refuse(problem)
    if not form.is_valid():
        return _page(request, about=form, status=422)
    with translation.override(request.user.language or translation.get_language()):
        messages.success(request, _("Saved."))
    response = redirect("entrance:profile")
    keep_theme(response, request.user.theme)
    if request.user.language:
        keep_language(response, request.user.language)
    return response


def _save(request: PersonalRequest, given: dict[str, Any]) -> None:
    """Name and address are a record's fields: history names the person. Raises InvalidFields."""
    user, actor, users = request.user, request.actor, registry.get("users")
    wanted = {name: given[name] for name in ("name", "email") if given[name] != getattr(user, name)}
    with write_transaction():
        if wanted:
            values = actions.parse_values(actor, users, wanted, context_for(actor), user)
            with writing(actor, "users.change") as work:
                # One's own name is one's own, whatever the role may do with other users.
                work.change(work.load("users", [user.pk], None)[user.pk], values)
            user.refresh_from_db()
        user.language, user.time_zone, user.theme = given["language"], given["time_zone"], given["theme"]
        user.save(update_fields=["language", "time_zone", "theme"])


@never_cache
@sensitive_post_parameters("current", "password")
@require_POST
def password(request: PersonalRequest) -> HttpResponse:
    """Change the password; every other session of this person ends with the old one."""
    user = request.user
    form = PasswordForm(request.POST, user=user)
    if form.is_valid():
        _check_current(request, form)
    if not form.is_valid():
        return _page(request, password=form, status=422)
    passwords.choose(user, form.cleaned_data["password"])
    update_session_auth_hash(request, user)
    messages.success(request, _("Your password is changed. You are signed out everywhere else."))
    return redirect("entrance:profile")


def _check_current(request: PersonalRequest, form: PasswordForm) -> None:
    who = throttle.visitor(request, request.user.email or "")
    try:
        throttle.begin(who)
    except throttle.TooMany as error:
        wait = _("Too many tries. %(time)s, you can try again.") % {"time": waiting_time(error.seconds)}
        form.refuse(Invalid(wait, field="current"))
        return
    if request.user.check_password(form.cleaned_data["current"]):
        throttle.forgive(who)
    else:
        form.refuse(Invalid(_("This is not your current password."), field="current"))


@never_cache
@require_POST
def tokens(request: PersonalRequest) -> HttpResponse:
    """Make a key for a program and show it, this once."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, token=form, status=422)
    return _page(request, secret=keys.make(request.user, form.cleaned_data["name"]))


@require_POST
def revocation(request: PersonalRequest, pk: int) -> HttpResponse:
    keys.revoke(request.user, pk)
    messages.success(request, _("The key opens nothing any more."))
    return redirect("entrance:profile")


@require_POST
def other_sessions(request: PersonalRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    ended = sessions.end([request.user.pk], but=request.session.session_key)
    text = ngettext("One other browser is signed out.", "%(n)s other browsers are signed out.", ended)
    messages.success(request, text % {"n": ended} if ended else _("You are signed in only here."))
    return redirect("entrance:profile")


def _page(  # one page of several forms, each of which may come back refused
    request: PersonalRequest,
    *,
    about: ProfileForm | None = None,
    password: PasswordForm | None = None,
    token: TokenForm | None = None,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    user = request.user
    # What the middleware loaded may have been given refused values meanwhile.
    user.refresh_from_db()
    initial = {name: getattr(user, name) for name in ("name", "email", "language", "theme")}
    initial["time_zone"] = user.time_zone or workspace.current().time_zone
    page = ProfilePage(
        user=user,
        role=user.get_role_display(),
        role_meaning=str(MEANINGS.get(user.role, "")),
        about=(about or ProfileForm(initial=initial)).shown(),
        password=(password or PasswordForm()).shown(),
        token=(token or TokenForm()).shown(),
        tokens=keys.living(user),
        others=len([key for key in sessions.keys_of([user.pk]) if key != request.session.session_key]),
        problems=about.problems() if about else [],
        password_problems=password.problems() if password else [],
        token_problems=token.problems() if token else [],
        secret=secret,
    )
    return render(request, "entrance/profile.html", {"page": page}, status=status)

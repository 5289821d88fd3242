"""Signing in and out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings as django_settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from trato.accounts import workspace
from trato.accounts.models import User
from trato.entrance import devices, passwords, sessions, throttle
from trato.entrance.forms import SignInForm
from trato.web import returning
from trato.web.answering import render

if TYPE_CHECKING:
    from django.http import HttpRequest

THEMES = ("light", "dark")
THEME_COOKIE, YEAR = "theme", 31_536_000


@dataclass(frozen=True)
class SignInPage:
    """What the sign-in shows."""

    workspace: str
    fields: dict[str, dict[str, Any]]
    next: str
    sentence: str = ""
    #: What was to be done was not done, for nobody was signed in any more.
    is_lost: bool = False


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _try(request)
    if request.user.is_authenticated:
        return redirect(destination(request, request.GET.get("next", "")))
    if not workspace.is_claimed() and not _anybody_can():
        return redirect("entrance:first_run")
    given = {name: request.GET.get(name, "") for name in ("next", "lost")}
    form = SignInForm(initial={**given, "stays": True})
    return _page(request, form)


def _try(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    given = form.cleaned_data
    who = throttle.visitor(request, given["email"])
    try:
        throttle.begin(who)
    except throttle.TooMany as error:
        return _page_to_wait(request, form, error.seconds)
    # The hasher runs for unknown addresses too, so that time does not tell who works here.
    user = authenticate(request, username=given["email"], password=given["password"])
    if user is None:
        sentence = _("That e-mail and password do not belong together.")
        return _page(request, form, sentence=sentence, status=422)
    throttle.forgive(who)
    if given["lost"]:
        with translation.override(user.language or translation.get_language()):
            messages.warning(request, _("You had been signed out, and nothing was changed. Do it once more."))
    return let_in(request, user, destination(request, given["next"]), stays=given["stays"])


def let_in(request: HttpRequest, user: User, to: str, *, stays: bool = True) -> HttpResponseRedirect:
    """Begin the person's session and lead them on, in their own colors; in their language ever after."""
    sessions.begin(request, user, stays=stays)
    response = HttpResponseRedirect(to)
    devices.remember(request, response, user.pk)
    if user.theme in THEMES:
        keep_theme(response, user.theme)
    if user.language:
        keep_language(response, user.language)
    return response


def keep_language(response: HttpResponse | HttpResponseRedirect, language: str) -> None:
    """The cookie from which pages take their language before anything is known of the reader."""
    response.set_cookie(
        django_settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        secure=django_settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )


def keep_theme(response: HttpResponse | HttpResponseRedirect, theme: str) -> None:
    """The cookie from which pages take their colors before anything is known of the reader."""
    if theme in THEMES:
        # Scripts read and write it too.
        response.set_cookie(
            THEME_COOKIE, theme, max_age=YEAR, samesite="Lax", secure=django_settings.SESSION_COOKIE_SECURE
        )
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")


def destination(request: HttpRequest, wanted: str) -> str:
    """Where to go on: a page of ours that asks who one is, else the start."""
    return wanted if returning.leads_back(request, wanted) else str(django_settings.LOGIN_REDIRECT_URL)


def _anybody_can() -> bool:
    return User.objects.filter(~passwords.NOT_CHOSEN, archived_at=None, email__isnull=False).exists()


def _page_to_wait(request: HttpRequest, form: SignInForm, seconds: int) -> HttpResponse:
    sentence = _("Too many tries. %(time)s, you can try again.") % {"time": waiting_time(seconds)}
    response = _page(request, form, sentence=sentence, status=429)
    response["Retry-After"] = str(seconds)
    return response


def waiting_time(seconds: int) -> str:
    """How long a wait is, at the beginning of a sentence."""
    if seconds < 90:  # a minute and a half reads better in seconds
        return ngettext("In %(n)s second", "In %(n)s seconds", seconds) % {"n": seconds}
    minutes = -(-seconds // 60)
    return ngettext("In %(n)s minute", "In %(n)s minutes", minutes) % {"n": minutes}


def _page(request: HttpRequest, form: SignInForm, sentence: str = "", status: int = 200) -> HttpResponse:
    fields = form.shown()
    is_lost = bool(fields["lost"]["value"])
    page = SignInPage(workspace.current().name, fields, fields["next"]["value"] or "", sentence, is_lost)
    return render(request, "entrance/sign_in.html", {"page": page}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect(django_settings.LOGOUT_REDIRECT_URL)


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The language of a browser whose person is not known yet."""
    chosen = request.POST.get("language", "")
    wanted = request.POST.get("next", "")
    response = HttpResponseRedirect(wanted if wanted and returning.is_ours(request, wanted) else "/")
    if chosen in dict(django_settings.LANGUAGES):
        keep_language(response, chosen)
    return response

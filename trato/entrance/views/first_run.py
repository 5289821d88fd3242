"""The first run: whoever holds the token makes the workspace theirs; then the page is gone for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from babel.core import UnknownLocaleError
from babel.numbers import get_territory_currencies
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from trato.accounts import workspace
from trato.entrance import zones
from trato.entrance.forms import FirstRunForm
from trato.entrance.tasks import fill_with_samples
from trato.entrance.views.sign_in import let_in
from trato.kernel.currencies import CURRENCIES
from trato.records.effects.words import index_values
from trato.records.registry import registry
from trato.records.transactions import write_transaction
from trato.web.answering import render

if TYPE_CHECKING:
    from django.http import HttpRequest

    from trato.accounts.models import User


@dataclass(frozen=True)
class FirstRunPage:
    """The three questions."""

    token: str
    fields: dict[str, dict[str, Any]]
    problems: list[dict[str, str]]


@login_not_required
@never_cache
@sensitive_post_parameters("password", "token")
@require_http_methods(["GET", "HEAD", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    if workspace.is_claimed():
        raise Http404
    token = (request.POST if request.method == "POST" else request.GET).get("token", "")
    if not workspace.token_opens(token):
        return _closed(request, token)
    if request.method != "POST":
        return _page(request, token, FirstRunForm(initial=_guesses(request)))
    form = FirstRunForm(request.POST)
    if not form.is_valid():
        return _page(request, token, form, status=422)
    try:
        owner = _claim(form.cleaned_data)
    except workspace.AlreadyClaimed:
        raise Http404 from None
    return let_in(request, owner, _begin(request, owner, form.cleaned_data["start"]))


def _closed(request: HttpRequest, token: str) -> HttpResponse:
    """How to find the right address; whether a token was nearly right is nobody's business."""
    status = 403 if token else 200
    return render(request, "entrance/unclaimed.html", {"page": {"is_wrong": bool(token)}}, status=status)


def _page(request: HttpRequest, token: str, form: FirstRunForm, status: int = 200) -> HttpResponse:
    page = FirstRunPage(token, form.shown(), form.problems())
    return render(request, "entrance/first_run.html", {"page": page}, status=status)


def _guesses(request: HttpRequest) -> dict[str, str]:
    kept = workspace.current().currency
    currency = kept if kept != "USD" else currency_of(request.headers.get("Accept-Language", ""))
    return {"language": get_language() or "en", "currency": currency, "start": "sample"}


def currency_of(accepted: str) -> str:
    """The currency of the country that the browser's first language names: es-MX pays in MXN."""
    _tongue, _dash, country = accepted.partition(",")[0].partition(";")[0].strip().rpartition("-")
    try:
        found = get_territory_currencies(country.upper())[-1:] if len(country) == 2 and _dash else []
    except UnknownLocaleError:
        found = []
    return found[0] if found and found[0] in CURRENCIES else "USD"


def _claim(given: dict[str, Any]) -> User:
    before = workspace.current().language
    with write_transaction():
        owner = workspace.claim(
            name=given["name"],
            email=given["email"],
            password=given["password"],
            language=given["language"],
            currency=given["currency"],
            time_zone=zones.known_zone(given["time_zone"]) or "UTC",
        )
        index_values(registry.get("users"), [(owner.pk, {"name": owner.name, "email": owner.email})])
        workspace.reword(before)
    return owner


def _begin(request: HttpRequest, owner: User, start: str) -> str:
    """Where the new owner goes first."""
    if start == "import":
        try:
            return reverse("transfer:import")
        except NoReverseMatch:
            return "/"
    if start == "sample":
        fill_with_samples.enqueue(owner.pk)
        with translation.override(owner.language):
            messages.success(request, _("Sample data is on its way. Load this page again in a moment."))
    return "/"

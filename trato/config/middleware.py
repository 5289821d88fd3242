"""What every request passes: an id, a known host, the security headers, the reader's language and clock."""

from __future__ import annotations

import logging
import re
import secrets
import time
import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from typing_extensions import override

from trato.accounts.actor import home
from trato.config.health import HEALTH
from trato.config.logs import request_id
from trato.web import returning

GetResponse = Callable[[HttpRequest], HttpResponseBase]
log = logging.getLogger("trato.requests")

SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
POLICY = (
    "default-src 'self'; script-src 'self'{nonce}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


class RequestIdMiddleware:
    """Names each request, in its log lines and to the caller, and logs it when it is done."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        name = given if SAFE_ID.fullmatch(given) else secrets.token_hex(8)
        token = request_id.set(name)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = name
            if request.path != HEALTH:
                self.log(request, response, time.perf_counter() - started)
            return response
        finally:
            request_id.reset(token)

    def log(self, request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
        # The path alone: a search or a token in the query is nobody's business.
        extra = {
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
        }
        log.info("request", extra=extra)


class HostMiddleware:
    """Refuses a forged host before anything builds an address from it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            sentence = translation.gettext("This address is not one of this workspace's.")
            return HttpResponse(sentence, status=400, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


class SecurityHeadersMiddleware:
    """The content policy and its companions. The one inline script, the import map, asks for its nonce."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked: list[str] = []

        def nonce() -> str:
            asked.append(secrets.token_urlsafe(16))
            return asked[0]

        request.csp_nonce = SimpleLazyObject(nonce)  # type: ignore[attr-defined]  # for the templates
        response = self.get_response(request)
        part = f" 'nonce-{asked[0]}'" if asked else ""
        response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=part))
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Every page asks who one is, unless it says otherwise."""

    @override
    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        return returning.to_sign_in(request)


class LanguageAndTimeZoneMiddleware:
    """A person's own language and clock; before the sign-in, the browser's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language, zone = self.choices(request)
        with translation.override(language), timezone.override(zone):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def choices(self, request: HttpRequest) -> tuple[str, zoneinfo.ZoneInfo]:
        user = (
            request.user
            if settings.SESSION_COOKIE_NAME in request.COOKIES and request.path != HEALTH
            else None
        )
        language = known_language(getattr(user, "language", "")) or translation.get_language_from_request(
            request
        )
        chosen = getattr(user, "time_zone", "")
        if not chosen and getattr(user, "is_authenticated", False):
            chosen = home.time_zone()
        return language, known_zone(chosen)


def known_language(code: str) -> str:
    """The code if Trato speaks that language, else nothing."""
    return code if code in dict(settings.LANGUAGES) else ""


def known_zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name or "UTC")
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")

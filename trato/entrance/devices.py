"""Browsers that have signed in before: a signed cookie that lasts longer than any session."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import signing

from trato.kernel.ids import random_name

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

SALT = "trato.entrance.device"
LIFETIME = timedelta(days=730)
MOST_ACCOUNTS = 20
_NAME = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Device:
    """One browser, and the accounts that were signed in to with it."""

    name: str = ""
    users: tuple[int, ...] = ()

    def knows(self, user_id: int | None) -> bool:
        return user_id in self.users


def cookie_name() -> str:
    return f"{settings.COOKIE_PREFIX}trato_device"


def of(request: HttpRequest) -> Device:
    """What the browser's cookie says; nothing when it is missing, old or not ours."""
    try:
        said = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=LIFETIME)
        return _device(said)
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return Device()


def _device(said: Any) -> Device:
    name, users = str(said["name"]), tuple(int(pk) for pk in said["users"])
    return Device(name, users) if _NAME.fullmatch(name) else Device()


def remember(request: HttpRequest, response: HttpResponseBase, user_id: int) -> None:
    """Let the browser prove later that this account was signed in to with it."""
    known = of(request)
    users = (user_id, *(pk for pk in known.users if pk != user_id))[:MOST_ACCOUNTS]
    said = {"name": known.name or random_name(), "users": list(users)}
    response.set_cookie(
        cookie_name(),
        signing.dumps(said, salt=SALT),
        max_age=LIFETIME,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )

"""The browsers in which people want to be told: switched on by hand, ended with the session there."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext as _

from trato.kernel.http import is_public
from trato.kernel.ids import digest, random_name
from trato.kernel.webpush import Browser, NotABrowsersKey
from trato.notifications.models import Device
from trato.records.errors import Denied, Invalid, NotFound
from trato.records.transactions import write_transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpRequest

#: Under this name a session keeps the mark of its browser.
MARK = "push_device"
LONGEST_ENDPOINT = 1000
MOST = 20
#: What tells browsers and systems by their own description, the most particular first.
_BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrom": "Chrome", "Safari/": "Safari"}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")


class NotADevice(Invalid):
    """What a browser gave is no subscription that can be used."""

    def __init__(self) -> None:
        super().__init__(_("This browser did not say where it can be told."))


def switch_on(request: HttpRequest, user_id: int, given: Mapping[str, str]) -> Device:
    """Keep a browser's subscription for this person, and nobody else there. Raises NotADevice, Denied."""
    endpoint = _checked(given.get("endpoint", ""))
    browser = Browser(given.get("p256dh", ""), given.get("auth", ""))
    try:
        browser.point(), browser.secret()
    except NotABrowsersKey:
        raise NotADevice from None
    mark = request.session.setdefault(MARK, random_name())
    with write_transaction():
        request.session.save()
        others = Device.objects.filter(user_id=user_id).exclude(endpoint_digest=digest(endpoint))
        others.filter(mark=mark).delete()
        if others.count() >= MOST:
            raise Denied(_("You are told on %(count)s devices already. Remove one first.") % {"count": MOST})
        return Device.objects.update_or_create(
            endpoint_digest=digest(endpoint),
            defaults={
                "user_id": user_id,
                "endpoint": endpoint,
                "p256dh": browser.p256dh,
                "auth": browser.auth,
                "mark": mark,
                "session_key": request.session.session_key or "",
                "home": request.build_absolute_uri("/").rstrip("/"),
                "name": name_of(request.headers.get("User-Agent", "")),
                "added_at": timezone.now(),
            },
        )[0]


def renew(request: HttpRequest, user_id: int, given: Mapping[str, str]) -> Device:
    """A browser has another subscription by itself.

    Raises NotADevice, and NotFound where this person is not told there.
    """
    mark, renewed = request.session.get(MARK), digest(_checked(given.get("endpoint", "")))
    with write_transaction():
        known = Device.objects.filter(user_id=user_id, mark=mark).first() if mark else None
        if known is None:
            raise NotFound
        # The device is the same one, also for a page on which it can be removed.
        Device.objects.filter(endpoint_digest=renewed).exclude(pk=known.pk).delete()
        Device.objects.filter(pk=known.pk).update(endpoint_digest=renewed)
        return switch_on(request, user_id, given)


def _checked(endpoint: str) -> str:
    """An https address, by its looks of no private network; sending checks where its name leads."""
    try:
        parts = urlsplit(endpoint)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise NotADevice from None
    fits = (
        parts.scheme == "https" and "." in host and "@" not in parts.netloc and not _UNSAFE.search(endpoint)
    )
    if not fits or len(endpoint) > LONGEST_ENDPOINT or not endpoint.isascii():
        raise NotADevice
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return endpoint
    if not is_public(address):
        raise NotADevice
    return endpoint


def name_of(agent: str) -> str:
    """What a person calls that browser: "Firefox, Windows"."""
    found = [
        next((name for sign, name in signs.items() if sign in agent), "") for signs in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(part for part in found if part) or _("A browser")


def owners(user_ids: Iterable[int]) -> set[int]:
    """Who of these has a device."""
    return set(Device.objects.filter(user_id__in=list(user_ids)).values_list("user_id", flat=True))


def of_user(user_id: int) -> list[Device]:
    """The devices on which somebody is signed in still, the newest first; the others are dropped."""
    return living(list(Device.objects.filter(user_id=user_id).order_by("-added_at", "-pk")))


def is_signed_in(device: Device) -> bool:
    """Whether the session in which it was switched on lives; a device without one is dropped."""
    return bool(living([device]))


def living(found: list[Device]) -> list[Device]:
    """Those whose sessions live; the others are dropped. As many queries for many as for one."""
    sessions = Session.objects.filter(expire_date__gt=timezone.now())
    near = sessions.in_bulk([one.session_key for one in found])
    lost = [one for one in found if not _is_of(near.get(one.session_key), one)]
    if not lost:
        return found
    # A session takes a new key with a new password; then its mark tells it.
    moved = {one.pk: row for row in sessions.iterator() for one in lost if _is_of(row, one)}
    with write_transaction():
        for pk, row in moved.items():
            Device.objects.filter(pk=pk).update(session_key=row.session_key)
        gone = {one.pk for one in lost} - moved.keys()
        Device.objects.filter(pk__in=gone).delete()
    return [one for one in found if one.pk not in gone]


def _is_of(row: Session | None, device: Device) -> bool:
    said = SessionStore().decode(row.session_data) if row is not None else {}
    return said.get(MARK) == device.mark and said.get(SESSION_KEY) == str(device.user_id)


def drop(device: Device) -> None:
    Device.objects.filter(pk=device.pk).delete()


def remove(user_id: int, pk: int) -> None:
    """End one of a person's own; one that is gone already is no matter."""
    with write_transaction():
        Device.objects.filter(pk=pk, user_id=user_id).delete()

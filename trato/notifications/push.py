"""News to devices: sealed for one browser, given to its push service, tried again where that may help."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from trato.accounts.models import User
from trato.kernel import http, webpush
from trato.kernel.errors import Unreachable
from trato.notifications import center, devices, letters, push_keys, wishes
from trato.notifications.models import Device, Notification
from trato.records import snapshot
from trato.records.notices import kinds
from trato.records.transactions import write_transaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.accounts.actor import Actor

log = logging.getLogger("trato.push")

#: Seconds that a push service keeps a message for a device that is off, that it may take, that a proof holds.
LIFETIME, PATIENCE, PROOF = 12 * 3600, 10, 6 * 3600
LONGEST_TEXT = 300
#: What has waited so long is left to the bell.
STALE = timedelta(hours=1)
GONE, TOO_MANY = (404, 410), 429
#: Which servers may be reached; tests give their own.
POLICY = http.PUBLIC


class NotTaken(Exception):
    """A push service did not take a message now."""


def send_soon(lines: Sequence[Notification]) -> None:
    """Let these go to the devices of their person; in the transaction that writes them."""
    owners = {one.user_id for one in lines}
    for device in Device.objects.filter(user_id__in=owners).order_by("pk"):
        for one in lines:
            if one.user_id == device.user_id:
                push_line.enqueue(device.pk, one.pk)


@task()
def push_line(device_id: int, notification_id: int) -> None:
    """Tell one device of one line, as it is right to tell it now. Raises NotTaken."""
    snapshot.refresh()
    device = Device.objects.filter(pk=device_id).first()
    one = Notification.objects.filter(pk=notification_id).first()
    if device is None or one is None or not _is_news(one):
        return
    user = User.objects.filter(pk=device.user_id, archived_at=None).first()
    if user is None or not devices.is_signed_in(device):
        with write_transaction():
            devices.drop(device)
        return
    kind = kinds().get(one.kind)
    if kind is None or wishes.PUSH not in wishes.channels_of(kind, [user.pk])[user.pk]:
        return
    actor = letters.reader(user)
    with translation.override(actor.language):
        said = _said(actor, one)
        if said:
            send(device, said)


def _is_news(one: Notification) -> bool:
    """Whether the line is neither read behind the bell meanwhile nor too old to be told at once."""
    return not (one.is_shown and one.read_at) and one.at > timezone.now() - STALE


@task()
def push_test(device_id: int) -> None:
    """Show a person that it works. Raises NotTaken."""
    snapshot.refresh()
    device = Device.objects.filter(pk=device_id).first()
    user = User.objects.filter(pk=device.user_id, archived_at=None).first() if device else None
    if device is None or user is None or not devices.is_signed_in(device):
        return
    actor = letters.reader(user)
    with translation.override(actor.language):
        send(
            device,
            _message(_("This is how you are told here."), reverse("notifications:center"), "test", actor),
        )


def _said(actor: Actor, one: Notification) -> dict[str, str]:
    """What the device shows of a line; nothing where the person may not see it any more."""
    lines, _gone = center.told(actor, [one])
    if not lines:
        return {}
    hides = wishes.habit(actor.user_id or 0).hides_details
    text = _("There is something new for you.") if hides else lines[0].text
    return _message(text, lines[0].url, f"{one.kind}/{one.type}/{one.record_id or 0}", actor)


def _message(text: str, url: str, tag: str, actor: Actor) -> dict[str, str]:
    """A later message of the same tag takes the place of the one before."""
    short = text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
    title = snapshot.current().workspace.name or "Trato"
    direction = "rtl" if translation.get_language_bidi() else "ltr"
    return {
        "title": title,
        "body": short,
        "url": url,
        "tag": tag,
        "lang": actor.language,
        "dir": direction,
        "icon": static("web/icon-192.png"),
    }


def send(device: Device, said: dict[str, str]) -> None:
    """Give the push service a message for the device. Raises NotTaken where another try may help."""
    body = webpush.sealed(
        json.dumps(said, ensure_ascii=False).encode(), webpush.Browser(device.p256dh, device.auth)
    )
    expires = int(timezone.now().timestamp()) + PROOF
    headers = {
        "Authorization": webpush.authorization(
            device.endpoint, _contact(device), expires, push_keys.private()
        ),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(LIFETIME),
        "Urgency": "normal",
    }
    try:
        answer = http.fetch(
            device.endpoint,
            method="POST",
            headers=headers,
            body=body,
            timeout=PATIENCE,
            max_bytes=10_000,
            policy=POLICY,
        )
    except Unreachable:
        # Its words hold the address, which is a secret of that browser.
        raise NotTaken from None
    _heed(device, answer.status)


def _heed(device: Device, status: int) -> None:
    if status in GONE:
        with write_transaction():
            devices.drop(device)
    elif status == TOO_MANY or status >= 500:
        raise NotTaken
    elif status >= 300:
        log.warning("a push service refused a message", extra={"status": status, "device": device.pk})
    else:
        Device.objects.filter(pk=device.pk).update(told_at=timezone.now())


def _contact(device: Device) -> str:
    """With whom a push service may speak about us: the workspace's address."""
    host = urlsplit(device.home).hostname or "localhost"
    return device.home if device.home.startswith("https://") else f"mailto:trato@{host}"

"""Slows down whoever guesses passwords, without locking out the person whose password is guessed.

A browser that has signed in to the account before is counted by itself: what strangers do elsewhere never
makes its person wait. All others are counted by where they come from, for each account and altogether.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from trato.accounts.models import User
from trato.entrance import devices
from trato.entrance.models import Attempt
from trato.kernel.emails import normalize_email
from trato.records.transactions import write_transaction

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

WINDOW = timedelta(minutes=15)
#: Failures without a wait: for one account, and for all accounts of a network (an office behind one address).
FREE, FREE_OF_NETWORK = 5, 20
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), WINDOW
#: After so many the wait is the longest anyway.
MOST_COUNTED = 40
IPV4_RANGE, IPV6_RANGE = 24, 64


class TooMany(Exception):
    """Too many failures; the next try has to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class Visitor:
    """Who tries to sign in to what, as far as it is counted."""

    account: str
    network: str
    device: str = ""


def visitor(request: HttpRequest, email: str) -> Visitor:
    address = normalize_email(email)
    account = salted_hmac("trato.entrance.account", address, algorithm="sha256").hexdigest()
    user_id = User.objects.filter(email__iexact=address).values_list("pk", flat=True).first()
    device = devices.of(request)
    return Visitor(account, network_of(request), device.name if device.knows(user_id) else "")


def network_of(request: HttpRequest) -> str:
    """The range of addresses that the request comes from."""
    given = request.META.get("REMOTE_ADDR", "")
    if settings.HTTPS:
        # Only the entry that the proxy in front of Trato has added itself; the rest is anybody's word.
        given = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or given
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    length = IPV4_RANGE if isinstance(address, ipaddress.IPv4Address) else IPV6_RANGE
    return str(ipaddress.ip_network(f"{address}/{length}", strict=False))


def begin(who: Visitor) -> None:
    """Count a try as failed until it is forgiven, so that simultaneous tries count too. Raises TooMany."""
    with write_transaction():
        now = timezone.now()
        seconds = seconds_to_wait(who, now)
        if seconds:
            raise TooMany(seconds)
        Attempt.objects.create(at=now, account=who.account, network=who.network, device=who.device)


def forgive(who: Visitor) -> None:
    """The right password takes back the failures of this visitor for this account."""
    with write_transaction():
        Attempt.objects.filter(account=who.account, network=who.network, device=who.device).delete()


def seconds_to_wait(who: Visitor, now: datetime) -> int:
    """How long this visitor has to wait before the next try."""
    recent = Attempt.objects.filter(at__gt=now - WINDOW)
    if who.device:
        waits = [_wait(recent.filter(account=who.account, device=who.device), FREE, now)]
    else:
        strangers = recent.filter(network=who.network, device="")
        waits = [
            _wait(strangers.filter(account=who.account), FREE, now),
            _wait(strangers, FREE_OF_NETWORK, now),
        ]
    return max(waits)


def _wait(failures: QuerySet[Attempt], free: int, now: datetime) -> int:
    times = list(failures.order_by("-at").values_list("at", flat=True)[:MOST_COUNTED])
    if len(times) < free:
        return 0
    pause = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (len(times) - free))
    left = (times[0] + pause - now).total_seconds()
    return max(0, -int(-left // 1))


def forget_old() -> int:
    """Delete attempts that count no more. Returns how many."""
    old = Attempt.objects.filter(at__lt=timezone.now() - WINDOW)
    if not old.exists():
        return 0
    with write_transaction():
        return old.delete()[0]

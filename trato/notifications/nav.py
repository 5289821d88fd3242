"""The bell of the sidebar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trato.notifications.center import MOST_COUNTED, unread
from trato.web.addresses import address
from trato.web.frame import NavItem

if TYPE_CHECKING:
    from django.http import HttpRequest


def bell(request: HttpRequest) -> NavItem:
    """The center, with how much of it is new."""
    url = address("notifications:center")
    number = unread(request.actor)  # type: ignore[attr-defined]  # set for every signed-in request
    shown = f"{MOST_COUNTED}+" if number > MOST_COUNTED else number or None
    return NavItem(
        _("Notifications"),
        url,
        "bell",
        current=request.path == url,
        count=shown,
        fresh=bool(number),
        key="b",
        peek="" if request.path == url else address("notifications:latest"),
    )


ITEMS = [bell]

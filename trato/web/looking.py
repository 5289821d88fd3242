"""A page that looks by itself whether it is still so asks for its own address anew; nobody has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest

#: What such a page sends, with how many rows it has loaded (`js/live.js`).
HEADER = "X-Live"
LONGEST = 8


def by_itself(request: HttpRequest) -> bool:
    return HEADER in request.headers


def rows_there(request: HttpRequest) -> int:
    """How many rows the page has; 0 for one that somebody opens."""
    number = request.headers.get(HEADER, "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) <= LONGEST else 0

"""What people's room tells of the time that somebody was away."""

from __future__ import annotations

from django.utils.translation import ngettext

from trato.records.day import Happening

HAPPENINGS = [
    Happening(
        60,
        "contacts",
        "created_at>={since}",
        lambda n: ngettext("%(number)s new contact", "%(number)s new contacts", n),
    ),
    Happening(
        70,
        "companies",
        "created_at>={since}",
        lambda n: ngettext("%(number)s new company", "%(number)s new companies", n),
    ),
]

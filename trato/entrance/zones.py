"""Time zones, languages and currencies as people choose them."""

from __future__ import annotations

import zoneinfo
from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from trato.kernel.currencies import CURRENCIES
from trato.web.formats import babel_locale

Choices = list[tuple[str, str]]


def region_names() -> dict[str, str]:
    """The first words of the zones' names, in the reader's language."""
    return {
        "Africa": _("Africa"),
        "America": _("America"),
        "Antarctica": _("Antarctica"),
        "Asia": _("Asia"),
        "Atlantic": _("Atlantic Ocean"),
        "Australia": _("Australia"),
        "Europe": _("Europe"),
        "Indian": _("Indian Ocean"),
        "Pacific": _("Pacific Ocean"),
    }


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """Every zone that is named for a place, with UTC."""
    known = (name for name in zoneinfo.available_timezones() if name.partition("/")[0] in region_names())
    return ("UTC", *sorted(known))


def known_zone(name: str) -> str:
    """The zone if it is one, else nothing."""
    return name if name in zone_names() else ""


def zone_groups() -> list[tuple[str, Choices]]:
    """The zones by region: (region, [(name, place)])."""
    names = region_names()
    groups: dict[str, Choices] = {_("Everywhere"): [("UTC", "UTC")]}
    for zone in zone_names()[1:]:
        region, _slash, place = zone.partition("/")
        label = f"{names[region]} / {place.replace('_', ' ').replace('/', ' / ')}"
        groups.setdefault(names[region], []).append((zone, label))
    return list(groups.items())


def languages() -> Choices:
    """The languages that Trato speaks, each in its own words."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]


def languages_with_browser() -> Choices:
    return [("", _("As the browser")), *languages()]


def currencies() -> Choices:
    """Every currency with its name in the reader's language, by code."""
    names = babel_locale(get_language() or "en").currencies
    return [(code, f"{code} · {names[code]}" if code in names else code) for code in sorted(CURRENCIES)]


def starts() -> Choices:
    """What a new workspace begins with."""
    return [
        ("sample", pgettext("first run", "Look around with sample data")),
        ("import", pgettext("first run", "Bring my contacts")),
        ("empty", pgettext("first run", "Start empty")),
    ]

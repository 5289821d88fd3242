"""What this room gives to every template."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

#: The scripts of languages, as `lang` attributes want them.
TAGS = {"zh-hans": "zh-Hans"}


def other_languages() -> list[dict[str, str]]:
    """The languages that a page is not in, each in its own words."""
    return [
        {"code": code, "tag": TAGS.get(code, code), "name": str(name)}
        for code, name in settings.LANGUAGES
        if code != get_language()
    ]


GLOBALS: dict[str, Callable[..., Any]] = {"other_languages": other_languages}

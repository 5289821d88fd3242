"""Settings come from the environment: typed, and a wrong one stops the start with a sentence."""

from __future__ import annotations

import os
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})


class BadSetting(ImproperlyConfigured):
    """An environment variable holds what it cannot mean."""

    def __init__(self, name: str, value: str, wanted: str) -> None:
        super().__init__(f'{name} is "{value}"; it must be {wanted}.')


def env_text(name: str, default: str = "") -> str:
    """The variable without surrounding blanks; an empty one counts as not set."""
    return os.environ.get(name, "").strip() or default


def env_bool(name: str, *, default: bool) -> bool:
    value = env_text(name).lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        raise BadSetting(name, value, "yes or no")
    return value in TRUE


def env_int(name: str, default: int, *, least: int, most: int) -> int:
    value = env_text(name)
    if not value:
        return default
    if not value.lstrip("-").isascii() or not value.lstrip("-").isdigit() or not least <= int(value) <= most:
        raise BadSetting(name, value, f"a whole number from {least} to {most}")
    return int(value)


def env_list(name: str) -> list[str]:
    """A comma-separated list."""
    return [part.strip() for part in env_text(name).split(",") if part.strip()]


def env_choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    value = env_text(name, default)
    if value not in choices:
        raise BadSetting(name, value, "one of " + ", ".join(choices))
    return value


def env_url(name: str) -> SplitResult | None:
    """A web address with scheme and host, or None."""
    value = env_text(name)
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise BadSetting(name, value, "an address like https://crm.example.com")
    return parts
